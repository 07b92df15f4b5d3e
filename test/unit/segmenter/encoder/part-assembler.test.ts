import { gridOf, renditionOf } from '@ringcast/segmenter';
import { expect } from 'chai';
import {
  PartAssembler,
  type EncodedPart,
} from '../../../../packages/segmenter/src/encoder/part-assembler.ts';
import { baseMediaDecodeTimeOf } from '../../../../packages/segmenter/src/fmp4/fragment.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';
import { fragmentOf, fullBox } from '../../../helpers/sample-boxes.ts';

const PART_SAMPLES = 9_216;
const START_SAMPLE = 10 * PART_SAMPLES;

describe('PartAssembler', () => {
  it('hands a part on when every rendition has it, at its absolute sample', () => {
    const { lane, parts } = begin();
    for (const index of [0, 0, 0, 1]) lane.take(index, fragment());
    expect(parts, 'the first of each is priming').to.deep.equal([]);
    lane.take(1, fragment());
    expect(parts.map(({ startSample }) => startSample)).to.deep.equal([START_SAMPLE]);
    lane.take(1, fragment());
    expect(parts.map(({ startSample }) => startSample)).to.deep.equal([
      START_SAMPLE,
      START_SAMPLE + PART_SAMPLES,
    ]);
    expect(parts.map(({ fragments }) => fragments.map(baseMediaDecodeTimeOf))).to.deep.equal([
      [START_SAMPLE, START_SAMPLE],
      [START_SAMPLE + PART_SAMPLES, START_SAMPLE + PART_SAMPLES],
    ]);
  });

  it('goes on with the next ffmpeg where the last has left off, whatever only some renditions had of it', () => {
    const { assembler, lane, parts } = begin();
    for (const index of [0, 1, 0, 1, 0, 0]) lane.take(index, fragment());
    const next = assembler.beginRun({ startSample: assembler.nextPartSample - PART_SAMPLES });
    for (const index of [1, 1, 0, 0]) next.take(index, fragment());
    expect(parts.map(({ startSample }) => startSample)).to.deep.equal([
      START_SAMPLE,
      START_SAMPLE + PART_SAMPLES,
    ]);
  });

  it('takes each part from the one of two ffmpegs that has it first', () => {
    const { assembler, lane, parts } = begin();
    const progress: string[] = [];
    for (const index of [0, 1, 0, 1, 0]) lane.take(index, fragment());
    const beside = assembler.beginRun({
      startSample: assembler.nextPartSample - PART_SAMPLES,
      onProgress: () => progress.push('beside'),
    });
    for (const index of [0, 0, 1, 1]) beside.take(index, fragment());
    for (const index of [1, 0, 1]) lane.take(index, fragment());
    expect(parts.map(({ startSample }) => (startSample - START_SAMPLE) / PART_SAMPLES)).to.deep.equal([
      0, 1, 2,
    ]);
    expect(progress).to.deep.equal(['beside']);
  });

  it('takes no part that is too short: an ffmpeg that is ended writes what it has', () => {
    const { lane, parts } = begin();
    for (const index of [0, 1]) {
      lane.take(index, fragment());
      lane.take(index, fragment(1_024));
    }
    expect(parts).to.deep.equal([]);
  });

  it('hands on nothing beyond the newest sample', () => {
    const { lane, parts } = begin({ endSample: START_SAMPLE + PART_SAMPLES });
    for (let i = 0; i < 3; i++) for (const index of [0, 1]) lane.take(index, fragment());
    expect(parts).to.have.length(1);
  });

  it('refuses a part that follows one that was too short', () => {
    const { lane } = begin();
    lane.take(0, fragment());
    lane.take(0, fragment(1_024));
    expect(() => lane.take(0, fragment()))
      .to.throw(`A part at sample ${START_SAMPLE + PART_SAMPLES} came; expected ${START_SAMPLE}.`)
      .with.property('code', 'bad-fragment');
  });

  it('says the initialization sections once, when all are known, and logs one that is another later', () => {
    const { assembler, lane, inits, logger } = begin();
    lane.take(1, { kind: 'init', bytes: Buffer.from('b') });
    expect(inits).to.deep.equal([]);
    lane.take(0, { kind: 'init', bytes: Buffer.from('a') });
    const next = assembler.beginRun({ startSample: START_SAMPLE });
    for (const index of [0, 1]) next.take(index, { kind: 'init', bytes: Buffer.from('a') });
    expect(inits).to.deep.equal([[Buffer.from('a'), Buffer.from('b')]]);
    expect(logger.lines).to.deep.equal([
      {
        level: 'error',
        fields: { rendition: 'flac' },
        message: 'a restarted ffmpeg describes its stream differently',
      },
    ]);
  });
});

function begin({ endSample = Infinity }: { endSample?: number } = {}) {
  const parts: EncodedPart[] = [];
  const inits: (readonly Buffer[])[] = [];
  const logger = new MemoryLogger();
  const assembler = new PartAssembler({
    renditions: ['aac-96', 'flac'].flatMap((name) => renditionOf(name) ?? []),
    grid: gridOf('low'),
    startSample: START_SAMPLE,
    endSample: () => endSample,
    logger,
    onInits: (known) => inits.push(known),
    onPart: (part) => parts.push(part),
  });
  const lane = assembler.beginRun({ startSample: START_SAMPLE - PART_SAMPLES });
  return { assembler, lane, parts, inits, logger };
}

function fragment(samples = PART_SAMPLES) {
  const tfhd = fullBox('tfhd', { flags: 0x20008 }, 1, 1_024);
  const tfdt = fullBox('tfdt', { version: 1 }, 0, 0);
  return { kind: 'fragment' as const, bytes: fragmentOf(tfhd, tfdt, fullBox('trun', {}, samples / 1_024)) };
}
