import { expect } from 'chai';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalRecord } from '../../packages/ingest/src/journal/journal-record.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import {
  allOf,
  BLOCK_SAMPLES,
  FIRST_EPOCH,
  JournalStage,
  noiseBlock,
  outlineOf,
  soundOf,
} from '../helpers/journal-stage.ts';
import { interceptWrites } from '../helpers/write-interception.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';

const ONE = { station: 'main', session: 'session-one' };
const BEGINNING = { ...ONE, epoch: FIRST_EPOCH };

describe('SessionJournal, reading', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  const MONO: PcmFormat = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 };

  it('gives the epoch first, then the records from a sample on', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    const records: JournalRecord[] = [
      { type: 'clock', sample: 0, capturedAtMs: 1_000 },
      noiseBlock(0),
      noiseBlock(960),
      { type: 'gap', epoch: 0, startSample: 1_920, samples: 80, reason: 'device dropped frames' },
      { type: 'epoch', epoch: 1, startSample: 2_000, format: MONO },
      { type: 'clock', sample: 2_000, capturedAtMs: 2_000 },
      noiseBlock(2_000, { epoch: 1 }),
      { type: 'end', endSample: 2_960, reason: 'stopped' },
    ];
    for (const record of records) session.append(record);
    await session.flush();
    const gap = 'gap 1920+80 device dropped frames';
    const rest = ['epoch 1', '2000+960', 'end'];
    const outlineFrom = async (sample: number) => outlineOf(await allOf(session.read(sample)));
    expect(await outlineFrom(0)).to.deep.equal([
      'clock',
      'epoch 0',
      '0+960',
      '960+960',
      gap,
      'clock',
      ...rest,
    ]);
    expect(await outlineFrom(1_000)).to.deep.equal(['epoch 0', '960+960', gap, 'clock', ...rest]);
    expect(await outlineFrom(1_920)).to.deep.equal(['epoch 0', gap, 'clock', ...rest]);
    expect(await outlineFrom(2_000)).to.deep.equal(['clock', ...rest]);
    expect(await outlineFrom(2_960)).to.deep.equal(['end']);
  });

  it('goes on while the session is written, and never gives half a record', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    await session.flush();
    const reader = session.read(0)[Symbol.asyncIterator]();
    expect((await reader.next()).value).to.deep.include({ type: 'epoch' });
    for (let block = 1; block < 400; block++) session.append(noiseBlock(block * BLOCK_SAMPLES));
    const read: JournalRecord[] = [];
    for (let item = await reader.next(); !item.done; item = await reader.next()) read.push(item.value);
    const again = session.read(0);
    await session.flush();
    const whole = await allOf(again);
    expect(whole.length).to.equal(401);
    expect(outlineOf(read)).to.deep.equal(outlineOf(whole.slice(1, 1 + read.length)));
  });

  it('gives nothing of a write that is under way', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    await session.flush();
    let outline: string[] = [];
    const look: Parameters<typeof interceptWrites>[0] = async (write) => {
      const written = await write.carryOut();
      outline = outlineOf(await allOf(session.read(0)));
      return written;
    };
    await interceptWrites(look, async () => {
      session.append(noiseBlock(960));
      await session.flush();
    });
    expect(outline).to.deep.equal(['epoch 0', '0+960']);
    expect(outlineOf(await allOf(session.read(0)))).to.deep.equal(['epoch 0', '0+960', '960+960']);
  });

  it('finds the file that holds a sample, among files of 16 MiB', async function () {
    this.timeout(30_000);
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    const samples = 16_000;
    for (let block = 0; block < 600; block++) session.append(noiseBlock(block * samples, { samples }));
    await session.flush();
    const names = await readdir(stage.sessionFolder(ONE.session));
    expect(names.length).to.be.greaterThan(1);
    const outline = outlineOf(await allOf(session.read(599 * samples)));
    expect(outline).to.deep.equal(['epoch 0', `${599 * samples}+${samples}`]);
    const middle = outlineOf(await allOf(session.read(300 * samples)));
    const blocks = Array.from({ length: 300 }, (_, index) => `${(300 + index) * samples}+${samples}`);
    expect(middle, 'all that waited was written, in order').to.deep.equal(['epoch 0', ...blocks]);
    await session.close();
    expect((await stage.open()).unfinished()[0]?.nextSample).to.equal(600 * samples);
  });

  it('names what a damaged file has lost, and gives the rest', async () => {
    await stage.writeBlocks(ONE.session, 3);
    const resumed = (await stage.open()).resume(ONE);
    resumed.append(noiseBlock(2_880));
    await resumed.close();
    const path = join(stage.sessionFolder(ONE.session), '00000001.journal');
    const handle = await open(path, 'r+');
    await handle.write(Buffer.of(0x55), 0, 1, (await stat(path)).size - 1_000);
    await handle.close();
    const outline = outlineOf(await allOf(resumed.read(0)));
    const lost = 'gap 1920+960 not in the journal';
    expect(outline).to.deep.equal(['epoch 0', '0+960', '960+960', lost, '2880+960']);
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    expect(sound.subarray(1_920 * 4, 2_880 * 4).every((byte) => byte === 0)).to.equal(true);
    expect(firstDifference(sound.subarray(2_880 * 4), numberedNoise(2_880, 960))).to.equal(undefined);
  });
});
