import { expect } from 'chai';
import { Resampler } from '../../../../packages/ingest/browser/mixing/resampler.ts';
import { SampleQueue } from '../../../../packages/ingest/browser/mixing/sample-queue.ts';

const READ_FRAMES = 480;

function sine(frequencyHz: number, sampleRateHz: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) =>
    Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz),
  );
}

/** Brings a sound to another rate in short pieces. */
function resample(sound: Float32Array, paceAt: (frame: number) => number): Float32Array {
  const queue = new SampleQueue(1);
  const resampler = new Resampler(queue);
  queue.append([sound]);
  const out: number[] = [];
  for (;;) {
    const pace = paceAt(out.length);
    const frames = Math.min(READ_FRAMES, resampler.framesReady(pace));
    if (frames === 0) return Float32Array.from(out);
    const plane = new Float32Array(frames);
    resampler.read([plane], { frames, pace });
    out.push(...plane);
  }
}

/** How far the rest lies below the sine that fits best, in dB. */
function signalToNoiseDb(sound: Float32Array, frequencyHz: number, sampleRateHz: number): number {
  const margin = sampleRateHz / 50;
  const settled = sound.subarray(margin, sound.length - margin);
  const w = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let [a, b, energy] = [0, 0, 0];
  for (const [n, value] of settled.entries()) {
    a += (2 * value * Math.cos(w * n)) / settled.length;
    b += (2 * value * Math.sin(w * n)) / settled.length;
  }
  for (const [n, value] of settled.entries())
    energy += (value - a * Math.cos(w * n) - b * Math.sin(w * n)) ** 2;
  return 10 * Math.log10((a * a + b * b) / 2 / (energy / settled.length));
}

describe('Resampler', () => {
  it('gives back every sample at the same rate', () => {
    const sound = sine(440, 48_000, 10_000);
    const out = resample(sound, () => 1);
    expect(out).to.deep.equal(sound);
  });

  const RATES: [from: number, to: number][] = [
    [44_100, 48_000],
    [48_000, 44_100],
    [16_000, 48_000],
    [96_000, 48_000],
  ];
  for (const [fromHz, toHz] of RATES) {
    it(`brings ${fromHz} to ${toHz} Hz cleanly`, () => {
      const out = resample(sine(1_000, fromHz, fromHz), () => fromHz / toHz);
      // A whole number of periods is judged.
      const whole = out.subarray(0, out.length - (out.length % (toHz / 100)));
      expect(signalToNoiseDb(whole, 1_000, toHz)).to.be.above(85);
    });
  }

  it('changes its pace without a step', () => {
    const sound = sine(440, 48_000, 48_000);
    const out = resample(sound, (frame) => (Math.floor(frame / READ_FRAMES) % 2 === 0 ? 1.003 : 0.997));
    const steepest = 2 * Math.PI * (440 / 48_000) * 1.01;
    for (let n = 100; n < out.length; n++) {
      expect(Math.abs((out[n] ?? 0) - (out[n - 1] ?? 0))).to.be.below(steepest);
    }
  });

  it('lets what the lower rate cannot hold not fold back', () => {
    const out = resample(sine(23_500, 48_000, 48_000), () => 48_000 / 44_100);
    const settled = out.subarray(1_000, out.length - 1_000);
    expect(Math.max(...settled.map(Math.abs))).to.be.below(0.05);
  });
});
