import { expect } from 'chai';
import { firstDifference, noiseRanges, numberedNoise } from '../../../helpers/numbered-noise.ts';
import { TimelineRun } from '../../../helpers/timeline-run.ts';

const MS = 48;
const HOLD_MS = 192;
const DELAY_MS = 8_000;

describe('Timeline, with a delay', () => {
  it('keeps what goes on air that far behind the newest sample', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 7_980);
    expect(run.onAirMs).to.equal(0);
    run.sendLive(7_980, 20_000);
    expect(run.onAirMs).to.equal(12_000);
    expect(firstDifference(run.onAir, numberedNoise(0, 12_000 * MS))).to.equal(undefined);
  });

  it('goes on in real time through an outage that is shorter, and no sample is another', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 20_000);
    let before = run.onAirMs;
    for (let outageMs = 0; outageMs < 7_000; outageMs += 500) {
      run.wait(500);
      const steps = run.onAirMs - before;
      expect(steps, `after ${outageMs} ms`).to.be.within(outageMs === 0 ? 300 : 440, 560);
      before = run.onAirMs;
    }
    for (let atMs = 20_000; atMs < 27_000; atMs += 20) run.send({ atMs });
    run.sendLive(27_000, 40_000);
    expect(run.onAirMs, 'the reserve is full again').to.equal(32_000);
    expect(firstDifference(run.onAir, numberedNoise(0, 32_000 * MS))).to.equal(undefined);
  });

  it('goes on in real time while what was kept comes slowly', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 20_000);
    run.wait(5_000);
    // One and a half times as fast as it was captured.
    for (let atMs = 20_000; atMs < run.nowMs; atMs += 30) {
      run.wait(20);
      const behindMs = run.nowMs - run.onAirMs;
      expect(behindMs).to.be.within(DELAY_MS - 20, DELAY_MS + HOLD_MS);
      run.send({ atMs, samples: 30 * MS });
    }
    expect(firstDifference(run.onAir, numberedNoise(0, run.onAirMs * MS))).to.equal(undefined);
  });

  it('puts silence on air once all that waits is out and the hold is over, and has its delay again afterwards', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 20_000);
    run.wait(DELAY_MS + HOLD_MS);
    expect(run.onAirMs, 'all that waited').to.equal(20_000);
    run.wait(4_000 - HOLD_MS);
    expect(run.nowMs - run.onAirMs).to.be.within(DELAY_MS + HOLD_MS / 2, DELAY_MS + HOLD_MS + 70);
    for (let atMs = 20_000; atMs < run.nowMs; atMs += 20) run.send({ atMs });
    run.sendLive(run.nowMs - (run.nowMs % 20), run.nowMs + 10_000);
    expect(run.nowMs - run.onAirMs).to.be.within(DELAY_MS, DELAY_MS + 20);
    const [before, after] = noiseRanges(run.onAir);
    expect(before).to.deep.equal([0, 20_000 * MS]);
    expect(after?.[0]).to.be.within((24_000 - HOLD_MS - 70) * MS, 24_000 * MS);
    expect(run.onAir.indexOf(numberedNoise(after![0], 100)), 'where it was captured').to.equal(after![0] * 4);
    expect(run.timeline.lateSamples).to.be.within(3_600 * MS, 4_000 * MS);
  });

  it('puts another feed where it is in real time, and keeps the delay', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 20_000);
    run.wait(3_000);
    run.timeline.forgetFeed();
    for (let atMs = 0; atMs < 12_000; atMs += 20) {
      run.wait(20);
      run.send({ atMs, samples: 20 * MS });
    }
    expect(run.nowMs - run.onAirMs).to.be.within(DELAY_MS - 20, DELAY_MS + 20);
    const ranges = noiseRanges(run.onAir);
    expect(ranges[0]).to.deep.equal([0, 20_000 * MS]);
    expect(ranges[1]?.[0], 'all but the fade').to.be.within(1, 10 * MS);
  });

  it('puts what was not captured on air as silence in its turn', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 10_000);
    run.timeline.skipTo(11_000 * MS);
    run.wait(1_000);
    run.sendLive(11_000, 20_000);
    expect(run.onAirMs).to.equal(12_000);
    const [before, after] = noiseRanges(run.onAir);
    expect(before).to.deep.equal([0, 10_000 * MS]);
    expect(after?.[0], 'all but the fade').to.be.within(11_000 * MS, 11_010 * MS);
    expect(after?.[1]).to.equal(12_000 * MS);
  });

  it('puts all that waits on air at the end', () => {
    const run = new TimelineRun({ delayMs: DELAY_MS });
    run.sendLive(0, 5_000);
    run.timeline.padTo(9_216);
    expect(noiseRanges(run.onAir)).to.deep.equal([[0, 5_000 * MS]]);
  });
});

describe('Timeline, that skips nothing', () => {
  it('waits for samples that lack, and goes on with them, however late', () => {
    const run = new TimelineRun({ whenLate: 'never-skip' });
    run.sendLive(0, 5_000);
    run.wait(30_000);
    expect(run.onAirMs).to.equal(5_000);
    run.sendLive(5_000, 20_000, { lateMs: 30_000 });
    expect(firstDifference(run.onAir, numberedNoise(0, 20_000 * MS))).to.equal(undefined);
    expect(run.timeline.lateSamples).to.equal(0);
  });

  it('waits when its delay is used up, and builds it up again', () => {
    const run = new TimelineRun({ whenLate: 'never-skip', delayMs: 2_000 });
    run.sendLive(0, 5_000);
    run.wait(10_000);
    expect(run.onAirMs).to.equal(5_000);
    for (let atMs = 5_000; atMs < 7_000; atMs += 20) run.send({ atMs });
    run.sendLive(7_000, 10_000, { lateMs: 8_000 });
    expect(run.onAirMs).to.equal(8_000);
    expect(firstDifference(run.onAir, numberedNoise(0, 8_000 * MS))).to.equal(undefined);
  });
});

describe('Timeline, of another process', () => {
  it('goes on in real time from where it was, and lets all that was kept come first', () => {
    const run = taken();
    run.wait(1_400);
    expect(run.onAirMs).to.equal(0);
    run.timeline.forgetFeed(0);
    for (let sample = 0; sample < 4_400 * MS; sample += 960) {
      run.timeline.push({ sample, pcm: numberedNoise(sample, 960), isClocked: true }, run.nowMs);
    }
    expect(firstDifference(run.onAir, numberedNoise(0, 4_400 * MS))).to.equal(undefined);
    run.wait(3_000);
    expect(run.onAirMs).to.be.within(7_400 - HOLD_MS - 70, 7_400 - HOLD_MS / 2);
  });

  it('puts no silence between what a source sends that is still catching up', () => {
    const run = taken();
    run.wait(1_300);
    run.timeline.forgetFeed(0);
    // 480 ms of sound every 160 ms, until it is at real time.
    let sentMs = 0;
    while (sentMs < 3_000 + run.nowMs) {
      for (const endMs = sentMs + 480; sentMs < endMs; sentMs += 20) run.send({ atMs: sentMs });
      run.wait(160);
    }
    expect(noiseRanges(run.onAir)).to.deep.equal([[0, sentMs * MS]]);
    run.wait(2_000);
    expect(run.onAirMs, 'then silence').to.be.at.least(3_000 + run.nowMs - HOLD_MS - 70);
  });

  it('puts silence up to now on air where only a little was kept', () => {
    const run = taken();
    run.timeline.forgetFeed(0);
    run.timeline.push({ sample: 0, pcm: numberedNoise(0, 9_600), isClocked: true }, run.nowMs);
    run.wait(1_400);
    expect(run.onAirMs).to.equal(200);
    run.wait(200);
    expect(run.onAirMs).to.be.within(4_600 - HOLD_MS - 70, 4_600 - HOLD_MS / 2);
    expect(noiseRanges(run.onAir)).to.deep.equal([[0, 9_600]]);
  });

  /** The newest sample was captured 3 s before this process began. */
  function taken(): TimelineRun {
    return new TimelineRun({ resumed: { sample: 0, capturedAtMs: -3_000, holdUntilMs: 1_500 } });
  }
});
