import { expect } from 'chai';
import { PcmHistory } from '../../../../packages/segmenter/src/timeline/pcm-history.ts';
import { numberedNoise } from '../../../helpers/numbered-noise.ts';

describe('PcmHistory', () => {
  it('gives back every sample from any number on', () => {
    const history = filled({ capacitySamples: 10_000, startSample: 5_000, samples: 3_000 });
    expect(history.endSample).to.equal(8_000);
    for (const from of [5_000, 5_001, 5_999, 7_999]) {
      expect(history.readFrom(from).equals(numberedNoise(from, 8_000 - from)), `from ${from}`).to.equal(true);
    }
    expect(history.readFrom(8_000)).to.have.length(0);
    expect(history.readFrom(9_000)).to.have.length(0);
  });

  it('gives silence for what was before its first sample', () => {
    const history = filled({ capacitySamples: 10_000, startSample: 5_000, samples: 100 });
    const pcm = history.readFrom(4_900);
    expect(pcm.subarray(0, 400).every((byte) => byte === 0)).to.equal(true);
    expect(pcm.subarray(400).equals(numberedNoise(5_000, 100))).to.equal(true);
  });

  it('gives back samples across the end of its ring, also where more come at once than it holds', () => {
    const history = new PcmHistory({ capacitySamples: 1_000, startSample: 0 });
    for (const [from, samples] of [
      [0, 700],
      [700, 700],
      [1_400, 2_500],
      [3_900, 50],
    ] as const) {
      const given = history.append(numberedNoise(from, samples));
      expect(given.equals(numberedNoise(from, samples)), `given back at ${from}`).to.equal(true);
      const kept = Math.min(1_000, from + samples);
      const start = from + samples - kept;
      expect(history.startSample).to.equal(start);
      for (const at of [start, start + 1, start + kept - 60]) {
        const expected = numberedNoise(at, from + samples - at);
        expect(history.readFrom(at).equals(expected), `from ${at}`).to.equal(true);
      }
    }
  });

  it('keeps its capacity, however long it goes on', () => {
    const history = filled({ capacitySamples: 1_000, startSample: 0, samples: 1_000_000 });
    expect(history.readFrom(999_000).equals(numberedNoise(999_000, 1_000))).to.equal(true);
    expect(history.startSample).to.equal(999_000);
  });
});

function filled(options: { capacitySamples: number; startSample: number; samples: number }): PcmHistory {
  const history = new PcmHistory(options);
  for (let sample = 0; sample < options.samples; sample += 100) {
    history.append(numberedNoise(options.startSample + sample, Math.min(100, options.samples - sample)));
  }
  return history;
}
