import { gridOf, PROFILES } from '@ringcast/segmenter';
import { expect } from 'chai';
import { PcmBatch } from '../../../../packages/segmenter/src/encoder/pcm-batch.ts';
import { firstDifference, numberedNoise } from '../../../helpers/numbered-noise.ts';

/** What ffmpeg has to have seen beyond a part before it can finish it. */
const LOOK_AHEAD_SAMPLES = 3_072;

describe('PcmBatch', () => {
  for (const profile of PROFILES) {
    const { partSamples } = gridOf(profile);

    it(`passes every sample on in order, in fewer writes, in ${profile}`, () => {
      for (const blockSamples of [1_000, 960, 128, 3 * partSamples + 7]) {
        const { passedOn, batch } = addAll(partSamples, { blockSamples, samples: 4 * partSamples });
        const all = Buffer.concat([...passedOn.map(({ pcm }) => pcm), batch.take()]);
        expect(firstDifference(all, numberedNoise(0, all.length / 4))).to.equal(undefined);
        expect(all.length / 4).to.be.at.least(4 * partSamples);
        expect(passedOn.length).to.be.at.most(4 * 4 + 1);
      }
    });

    it(`keeps what it passed on when the block it came in is written over, in ${profile}`, () => {
      const samples = partSamples + LOOK_AHEAD_SAMPLES;
      const block = numberedNoise(0, samples);
      const passedOn = new PcmBatch({ partSamples }).add(block);
      block.fill(0);
      expect(passedOn?.equals(numberedNoise(0, samples))).to.equal(true);
    });

    it(`lets no part wait that could be finished, in ${profile}`, () => {
      const { passedOn } = addAll(partSamples, { blockSamples: 128, samples: 5 * partSamples });
      for (let part = 1; part <= 4; part++) {
        const neededSamples = part * partSamples + LOOK_AHEAD_SAMPLES;
        const { addedSamples } = passedOn.find(({ endSample }) => endSample >= neededSamples)!;
        expect(addedSamples - neededSamples, `part ${part}`).to.be.below(128);
      }
    });
  }
});

function addAll(partSamples: number, { blockSamples, samples }: { blockSamples: number; samples: number }) {
  const batch = new PcmBatch({ partSamples });
  const passedOn: { pcm: Buffer; endSample: number; addedSamples: number }[] = [];
  let endSample = 0;
  for (let sample = 0; sample < samples; sample += blockSamples) {
    const pcm = batch.add(numberedNoise(sample, blockSamples));
    if (!pcm) continue;
    endSample += pcm.length / 4;
    passedOn.push({ pcm, endSample, addedSamples: sample + blockSamples });
  }
  return { passedOn, batch };
}
