import { expect } from 'chai';
import { fullScaleSine, greatestStep, SINE_STEP, TimelineRun } from '../../../helpers/timeline-run.ts';

const MS = 48;

describe('Timeline, fades', () => {
  it('lets sound fade out into silence and in again, without a click', () => {
    // One that stops at each point of its period.
    for (let samples = 4_800; samples < 4_848; samples++) {
      const run = new TimelineRun();
      run.send({ atMs: 0, pcm: fullScaleSine(samples) });
      run.wait(432);
      const silentMs = run.onAirMs;
      run.timeline.push({ sample: 5_000 * MS, pcm: fullScaleSine(960), isClocked: true }, run.nowMs);
      expect(silentMs).to.be.above(samples / MS + 10);
      expect(greatestStep(run.onAir)).to.be.at.most(SINE_STEP);
    }
  });

  it('has faded within 10 ms', () => {
    const run = new TimelineRun();
    run.send({ atMs: 0, pcm: fullScaleSine(4_800) });
    run.timeline.push({ sample: 9_600, pcm: fullScaleSine(4_800), isClocked: true }, 0);
    const { onAir } = run;
    expect(onAir.subarray(0, 4_800 * 4).equals(fullScaleSine(4_800))).to.equal(true);
    expect(onAir.subarray((4_800 + 480) * 4, 9_600 * 4).every((byte) => byte === 0)).to.equal(true);
    expect(onAir.subarray((9_600 + 480) * 4).equals(fullScaleSine(4_320, 480))).to.equal(true);
  });

  for (const gapSamples of [1, 2, 10, 100, 479, 480, 481, 960]) {
    it(`makes no click of a gap of ${gapSamples} samples, where the sound lies anywhere in its period`, () => {
      for (let samples = 960; samples < 1_008; samples++) {
        const run = new TimelineRun();
        run.send({ atMs: 0, pcm: fullScaleSine(samples) });
        const sample = samples + gapSamples;
        // The sound comes back in small blocks, so that the fade spans several.
        for (let from = 0; from < 1_200; from += 100) {
          run.timeline.push({ sample: sample + from, pcm: fullScaleSine(100, from), isClocked: true }, 0);
        }
        expect(greatestStep(run.onAir)).to.be.at.most(SINE_STEP);
      }
    });
  }

  it('makes no click where sound lacks again before it has faded in', () => {
    for (let samples = 1; samples < 480; samples += 7) {
      const run = new TimelineRun();
      run.send({ atMs: 0, pcm: fullScaleSine(960) });
      run.timeline.push({ sample: 2_000, pcm: fullScaleSine(samples), isClocked: true }, 0);
      run.timeline.push({ sample: 2_000 + samples + 30, pcm: fullScaleSine(960), isClocked: true }, 0);
      expect(greatestStep(run.onAir)).to.be.at.most(SINE_STEP);
    }
  });

  it('makes no click where another feed takes over at once', () => {
    for (let samples = 960; samples < 1_008; samples++) {
      const run = new TimelineRun();
      run.send({ atMs: 0, pcm: fullScaleSine(samples) });
      run.timeline.forgetFeed();
      run.timeline.push({ sample: 0, pcm: fullScaleSine(960, 24), isClocked: true }, 0);
      expect(greatestStep(run.onAir)).to.be.at.most(SINE_STEP);
    }
  });

  it('leaves the first feed of a broadcast as it is from its first sample', () => {
    const run = new TimelineRun();
    run.timeline.forgetFeed();
    run.send({ atMs: 0, pcm: fullScaleSine(960) });
    expect(run.onAir.equals(fullScaleSine(960))).to.equal(true);
  });

  it('stays within 16 bits', () => {
    const run = new TimelineRun();
    const loudest = Buffer.alloc(960 * 4);
    for (let i = 0; i < loudest.length; i += 2) loudest.writeInt16LE(-32_768, i);
    for (const sample of [0, 961, 2_000, 3_100]) {
      run.timeline.push({ sample, pcm: loudest, isClocked: true }, 0);
    }
    expect(greatestStep(run.onAir)).to.be.at.most((Math.PI * 32_768) / 480);
  });
});
