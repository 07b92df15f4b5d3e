import { expect } from 'chai';
import { PcmEncoder } from '../../../packages/ingest/browser/uplink/pcm.ts';

const EVERY_VALUE = Array.from({ length: 65_536 }, (_, index) => index - 32_768);

function encode(values: readonly number[][]): number[] {
  return samplesOf(new PcmEncoder().encode(values.map((plane) => Float32Array.from(plane))));
}

/** As a browser makes floats of 16-bit samples. */
function floatsOf(samples: readonly number[], positiveScale: number): Float32Array {
  return Float32Array.from(samples, (sample) => sample / (sample > 0 ? positiveScale : 32_768));
}

function samplesOf(pcm: Uint8Array): number[] {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return Array.from({ length: pcm.length / 2 }, (_, index) => view.getInt16(index * 2, true));
}

describe('PcmEncoder', () => {
  const SCALES: [browser: string, positive: number][] = [
    ['as Firefox does', 32_768],
    ['as Chromium does', 32_767],
  ];
  for (const [browser, positive] of SCALES) {
    it(`gives back every 16-bit sample that was made a float ${browser}`, () => {
      const pcm = new PcmEncoder().encode([floatsOf(EVERY_VALUE, positive)]);
      expect(samplesOf(pcm)).to.deep.equal(EVERY_VALUE);
    });

    it(`gives back short, quiet and loud pieces that were made floats ${browser}`, () => {
      const encoder = new PcmEncoder();
      for (const piece of [
        [0],
        [1, -1],
        [200],
        [300],
        [32_767],
        [32_766, 32_600],
        [9],
        [16_385, -5, 20_001],
      ]) {
        expect(samplesOf(encoder.encode([floatsOf(piece, positive)]))).to.deep.equal(piece);
      }
    });
  }

  it('interleaves channels', () => {
    const planes = [
      [0.5, -0.5],
      [0.25, -0.25],
    ];
    expect(encode(planes)).to.deep.equal([16_384, 8_192, -16_384, -8_192]);
  });

  it('clamps what is beyond full scale', () => {
    expect(encode([[1.5, -1.5, 1, -1]])).to.deep.equal([32_767, -32_768, 32_767, -32_768]);
  });

  it('rounds what has more than 16 bits', () => {
    const values = [1_000.4, 1_000.6, -1_000.4, -1_000.6].map((value) => value / 32_768);
    expect(encode([values])).to.deep.equal([1_000, 1_001, -1_000, -1_001]);
  });

  it('makes silence of a number that is none', () => {
    expect(encode([[Number.NaN, 0.5]])).to.deep.equal([0, 16_384]);
  });
});
