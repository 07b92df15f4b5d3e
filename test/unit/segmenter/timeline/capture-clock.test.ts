import { expect } from 'chai';
import { CaptureClock } from '../../../../packages/segmenter/src/timeline/capture-clock.ts';

const SAMPLES_PER_MS = 48;
const START_MS = 1_763_653_358_000;

describe('CaptureClock', () => {
  it('knows no date before anything was observed', () => {
    expect(Number.isNaN(new CaptureClock().dateOf(0))).to.equal(true);
  });

  it('takes the arrival of the first samples for their capture', () => {
    const clock = new CaptureClock();
    clock.noteArrival(960, START_MS + 20);
    expect(clock.dateOf(0)).to.equal(START_MS);
    expect(clock.dateOf(92_160)).to.equal(START_MS + 1_920);
  });

  it('takes what the source states at once, and then hardly heeds the noise in it', () => {
    const clock = new CaptureClock();
    clock.noteArrival(960, START_MS + 300);
    clock.noteCapture(960, START_MS + 20);
    expect(clock.dateOf(0)).to.equal(START_MS);
    const dates = datesOf(clock, (second) => {
      clock.noteCapture(second * 48_000, START_MS + second * 1_000 + (second % 2 === 0 ? 20 : -20));
    });
    expectSteady(dates, { withinMs: 5, perSegmentMs: 5 });
  });

  it('goes on from the dates of another process, and follows a source that says otherwise little by little', () => {
    const clock = new CaptureClock();
    clock.resume(48_000, START_MS + 1_000);
    // The end of what the process before had not published comes first, then the source itself.
    for (const sample of [24_000, 48_000]) clock.noteCapture(sample, START_MS + 15 + sample / SAMPLES_PER_MS);
    expect(clock.dateOf(48_000)).to.equal(START_MS + 1_000);
    clock.noteCapture(96_000, START_MS + 2_015);
    expect(clock.dateOf(96_000) - START_MS - 2_000).to.be.within(0.5, 1);
  });

  it('follows from date to date, also where the source has sent far ahead of them', () => {
    const clock = new CaptureClock();
    clock.resume(0, START_MS);
    for (let second = 0; second <= 6; second++)
      clock.noteCapture(second * 48_000, START_MS + 15 + second * 1_000);
    expect(clock.dateOf(0)).to.equal(START_MS);
    expect(clock.dateOf(92_160) - START_MS - 1_920).to.be.closeTo(1.92, 0.01);
  });

  it('does not heed arrivals once the source states times', () => {
    const clock = new CaptureClock();
    clock.noteCapture(0, START_MS);
    for (let i = 0; i < 1_000; i++) clock.noteArrival(i * 960, START_MS + i * 20 - 400);
    expect(clock.dateOf(0)).to.equal(START_MS);
  });

  it('is not moved by arrivals that are late', () => {
    const clock = new CaptureClock();
    const dates = datesOf(clock, (second) => {
      for (let block = 0; block < 50; block++) {
        const sample = second * 48_000 + block * 960;
        // Every tenth block comes 80 ms late.
        clock.noteArrival(sample, START_MS + sample / SAMPLES_PER_MS + (block % 10 === 9 ? 80 : 0));
      }
    });
    expectSteady(dates, { withinMs: 1, perSegmentMs: 1 });
  });

  for (const ppm of [167, -200]) {
    it(`follows a source of ${ppm} ppm that states its times, for a day`, () => {
      const clock = new CaptureClock();
      let worstMs = 0;
      for (let second = 0; second < 86_400; second++) {
        const sample = Math.round(second * 48_000 * (1 + ppm / 1e6));
        clock.noteCapture(sample, START_MS + second * 1_000);
        worstMs = Math.max(worstMs, Math.abs(clock.dateOf(sample) - (START_MS + second * 1_000)));
      }
      expect(worstMs).to.be.at.most(2.5);
    });

    it(`follows a source of ${ppm} ppm by the arrival of its samples, for an hour`, () => {
      const clock = new CaptureClock();
      let worstMs = 0;
      for (let block = 0; block < 180_000; block++) {
        const atMs = START_MS + (block * 20) / (1 + ppm / 1e6);
        clock.noteArrival(block * 960, atMs);
        worstMs = Math.max(worstMs, Math.abs(clock.dateOf(block * 960) - atMs));
      }
      expect(worstMs).to.be.at.most(5);
    });
  }

  it('believes a new source that states its times at once', () => {
    const clock = new CaptureClock();
    clock.noteCapture(0, START_MS);
    clock.forgetSource();
    expect(clock.dateOf(480_000), 'until then the line goes on').to.equal(START_MS + 10_000);
    clock.noteCapture(480_000, START_MS + 10_500);
    expect(clock.dateOf(480_000)).to.equal(START_MS + 10_500);
  });
});

/** Dates of the segments of two minutes, each taken when its first second was observed. */
function datesOf(clock: CaptureClock, observe: (second: number) => void): number[] {
  const dates: number[] = [];
  for (let second = 0; second < 120; second++) {
    observe(second);
    while (dates.length * 1.92 < second) dates.push(clock.dateOf(dates.length * 92_160));
  }
  return dates;
}

function expectSteady(dates: readonly number[], bounds: { withinMs: number; perSegmentMs: number }): void {
  for (const [i, date] of dates.entries()) {
    expect(Math.abs(date - (START_MS + i * 1_920)), `segment ${i}`).to.be.at.most(bounds.withinMs);
    const before = dates[i - 1] ?? date - 1_920;
    expect(Math.abs(date - before - 1_920), `step to segment ${i}`).to.be.at.most(bounds.perSegmentMs);
  }
}
