import { expect } from 'chai';
import { LoudnessMeter } from '../../../../packages/ingest/browser/mixing/loudness.ts';

function sine(seconds: number, options: { peakDb: number; sampleRateHz: number }): Float32Array {
  const { peakDb, sampleRateHz } = options;
  const level = 10 ** (peakDb / 20);
  return Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, n) => level * Math.sin((2 * Math.PI * 1_000 * n) / sampleRateHz),
  );
}

/** EBU Tech 3341, table 1: stereo sines of 1 kHz, which must be measured within 0.1 LU. */
describe('LoudnessMeter', () => {
  for (const sampleRateHz of [44_100, 48_000]) {
    it(`measures a sine of −23 dBFS in both channels as −23 LUFS at ${sampleRateHz} Hz`, () => {
      const meter = new LoudnessMeter();
      const plane = sine(20, { peakDb: -23, sampleRateHz });
      meter.take([plane, plane], sampleRateHz);
      expect(meter.loudness.momentaryLufs).to.be.closeTo(-23, 0.1);
      expect(meter.loudness.shortTermLufs).to.be.closeTo(-23, 0.1);
      expect(meter.loudness.integratedLufs).to.be.closeTo(-23, 0.1);
    });
  }

  it('measures mono as loud as the same sound in both channels, which it becomes on air', () => {
    const meter = new LoudnessMeter();
    meter.take([sine(20, { peakDb: -23, sampleRateHz: 48_000 })], 48_000);
    expect(meter.loudness.momentaryLufs).to.be.closeTo(-23, 0.1);
    expect(meter.loudness.shortTermLufs).to.be.closeTo(-23, 0.1);
    expect(meter.loudness.integratedLufs).to.be.closeTo(-23, 0.1);
  });

  it('leaves pauses and what is far softer out of the whole', () => {
    const meter = new LoudnessMeter();
    for (const [seconds, peakDb] of [
      [10, -72],
      [10, -36],
      [60, -23],
      [10, -36],
      [10, -72],
    ] as const) {
      const plane = sine(seconds, { peakDb, sampleRateHz: 48_000 });
      meter.take([plane, plane], 48_000);
    }
    expect(meter.loudness.integratedLufs).to.be.closeTo(-23, 0.1);
  });

  it('measures the same in pieces of any length, and nothing in silence', () => {
    const meter = new LoudnessMeter();
    meter.take([new Float32Array(48_000)], 48_000);
    expect(meter.loudness).to.deep.equal({});
    const plane = sine(5, { peakDb: -20, sampleRateHz: 48_000 });
    for (let at = 0; at < plane.length; at += 441) {
      const piece = plane.subarray(at, at + 441);
      meter.take([piece, piece], 48_000);
    }
    expect(meter.loudness.shortTermLufs).to.be.closeTo(-20, 0.1);
  });
});
