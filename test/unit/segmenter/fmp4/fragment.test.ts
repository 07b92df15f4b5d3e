import { expect } from 'chai';
import {
  baseMediaDecodeTimeOf,
  durationOf,
  retimeFragment,
} from '../../../../packages/segmenter/src/fmp4/fragment.ts';
import { FragmentSplitter } from '../../../../packages/segmenter/src/fmp4/fragment-splitter.ts';
import { encodeStream } from '../../../helpers/encoded-stream.ts';
import { numberedNoise } from '../../../helpers/numbered-noise.ts';
import { requireProgram } from '../../../helpers/required-program.ts';
import { box, fragmentOf, fullBox } from '../../../helpers/sample-boxes.ts';

const TFHD = fullBox('tfhd', { flags: 0x20008 }, 1, 1_024);
const TFDT = fullBox('tfdt', { version: 1 }, 0, 0);

describe('a fragment', () => {
  describe('of ffmpeg', () => {
    const ffmpeg = requireProgram('ffmpeg');

    for (const rendition of ['aac-96', 'flac']) {
      it(`of ${rendition} lasts a part, and only the last may be shorter`, async () => {
        const durations = (await encodedFragments(rendition, 3 * 9_216 + 2_048)).map(durationOf);
        expect(durations.slice(0, 3)).to.deep.equal([9_216, 9_216, 9_216]);
        expect(durations.slice(3).every((duration) => duration < 9_216)).to.equal(true);
        expect(durations).to.have.length.above(3);
      });

      it(`of ${rendition} takes a new place on the timeline, and nothing else in it changes`, async () => {
        const [fragment] = await encodedFragments(rendition, 2 * 9_216);
        const before = Buffer.from(fragment!);
        const baseMediaDecodeTime = 84_650_413_907_968;
        retimeFragment(fragment!, { baseMediaDecodeTime, sequenceNumber: 2 ** 32 + 7 });
        expect(baseMediaDecodeTimeOf(fragment!)).to.equal(baseMediaDecodeTime);
        expect(fragment!.readUInt32BE(fragment!.indexOf('mfhd') + 8)).to.equal(7);
        const changed = [...fragment!.keys()].filter((i) => fragment![i] !== before[i]);
        const tfdt = fragment!.indexOf('tfdt') + 8;
        const mfhd = fragment!.indexOf('mfhd') + 8;
        const allowed = (i: number) => (i >= tfdt && i < tfdt + 8) || (i >= mfhd && i < mfhd + 4);
        expect(changed).to.have.length.above(0);
        expect(changed.filter((i) => !allowed(i))).to.deep.equal([]);
      });
    }

    async function encodedFragments(rendition: string, samples: number): Promise<Buffer[]> {
      const pcm = numberedNoise(0, samples);
      const stream = await encodeStream({ ffmpegPath: ffmpeg.path, rendition, profile: 'low', pcm });
      const pieces = new FragmentSplitter().push(stream);
      return pieces.filter(({ kind }) => kind === 'fragment').map(({ bytes }) => bytes);
    }
  });

  const runs = [
    {
      name: 'its default duration',
      trun: fullBox('trun', { flags: 0x201 }, 3, 0, 10, 20, 30),
      samples: 3_072,
    },
    { name: 'durations of its own', trun: fullBox('trun', { flags: 0x100 }, 2, 1_024, 500), samples: 1_524 },
    {
      name: 'an offset, flags and sizes besides',
      trun: fullBox('trun', { flags: 0x305 }, 2, 99, 77, 1_000, 4, 24, 5),
      samples: 1_024,
    },
    {
      name: 'every optional field',
      trun: fullBox('trun', { flags: 0xf00 }, 2, 1_024, 1, 2, 3, 10, 4, 5, 6),
      samples: 1_034,
    },
    { name: 'no sample', trun: fullBox('trun', { flags: 0x100 }, 0), samples: 0 },
  ];
  for (const { name, trun, samples } of runs) {
    it(`lasts ${samples} samples by a run with ${name}`, () => {
      expect(durationOf(fragmentOf(TFHD, TFDT, trun))).to.equal(samples);
    });
  }

  it('finds the default duration behind the optional fields before it', () => {
    const tfhd = fullBox('tfhd', { flags: 0x0b }, 1, 0, 500, 1, 960);
    expect(durationOf(fragmentOf(tfhd, TFDT, fullBox('trun', {}, 2)))).to.equal(1_920);
  });

  const trun = fullBox('trun', {}, 1);
  const broken = [
    { name: 'without moof', bytes: box('mdat'), lacks: 'moof' },
    { name: 'without mfhd', bytes: box('moof', box('traf', TFHD, TFDT, trun)), lacks: 'moof/mfhd' },
    { name: 'without tfdt', bytes: fragmentOf(TFHD, trun), lacks: 'moof/traf/tfdt' },
    {
      name: 'with a tfdt of 32 bits',
      bytes: fragmentOf(TFHD, fullBox('tfdt', {}, 0), trun),
      lacks: 'tfdt of',
    },
    { name: 'cut off', bytes: fragmentOf(TFHD, TFDT, trun).subarray(0, 30), lacks: 'moof' },
  ];
  for (const { name, bytes, lacks } of broken) {
    it(`is refused ${name}`, () => {
      expect(() => retimeFragment(bytes, { baseMediaDecodeTime: 1, sequenceNumber: 1 }))
        .to.throw(`A fragment from the encoder lacks ${lacks}`)
        .with.property('code', 'bad-fragment');
    });
  }

  it('has no duration without a run, or without a default that its run needs', () => {
    expect(() => durationOf(fragmentOf(TFHD, TFDT))).to.throw('lacks moof/traf/trun');
    expect(() => durationOf(fragmentOf(fullBox('tfhd', {}, 1), TFDT, trun))).to.throw(
      'lacks a default sample duration in tfhd',
    );
  });

  it('has no duration where its run is cut off', () => {
    const cut = fullBox('trun', { flags: 0x100 }, 5, 1_024);
    expect(() => durationOf(fragmentOf(TFHD, TFDT, cut)))
      .to.throw()
      .with.property('code', 'bad-fragment');
  });
});
