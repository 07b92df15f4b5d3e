import { expect } from 'chai';
import { constants } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError } from '../../packages/ingest/src/journal/journal-error.ts';
import {
  BLOCK_SAMPLES,
  FIRST_EPOCH,
  journalErrorCodeOf,
  JournalStage,
  noiseBlock,
  soundOf,
} from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';

const ONE = { station: 'main', session: 'session-one' };
const TWO = { station: 'main', session: 'session-two' };
const BEGINNING = { ...ONE, epoch: FIRST_EPOCH };
const BLOCK_RECORD_BYTES = 9 + 20 + BLOCK_SAMPLES * 4;

describe('SessionJournal', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  it('counts what was appended at once, and what is on the disk when it is', async () => {
    const journal = await stage.open();
    const told: number[] = [];
    const session = journal.begin({ ...BEGINNING, onChange: () => told.push(session.nextSample) });
    session.append(noiseBlock(0));
    expect(session.appendedSample).to.equal(960);
    expect(session.nextSample).to.equal(0);
    expect(session.waitingBytes).to.equal(BLOCK_RECORD_BYTES);
    await session.flush();
    expect(session.nextSample).to.equal(960);
    expect(session.waitingBytes).to.equal(0);
    expect(told).to.deep.equal([960]);
  });

  it('writes what came together all at once', async () => {
    const journal = await stage.open();
    let writes = 0;
    const session = journal.begin({ ...BEGINNING, onChange: () => (writes += 1) });
    for (let block = 0; block < 50; block++) session.append(noiseBlock(block * BLOCK_SAMPLES));
    await session.flush();
    expect(session.nextSample).to.equal(48_000);
    expect(writes).to.equal(1);
  });

  it('leaves out what it has, and takes a block whose head repeats it', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    session.append(noiseBlock(0));
    session.append(noiseBlock(480));
    session.append(noiseBlock(960, { samples: 480 }));
    await session.close();
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    expect(firstDifference(sound, numberedNoise(0, 1_440))).to.equal(undefined);
    const { size } = await stat(join(stage.sessionFolder(ONE.session), '00000001.journal'));
    expect(size).to.be.lessThan(3 * BLOCK_RECORD_BYTES);
  });

  it('refuses what comes after a hole, and says which samples are missing', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    expect(() => session.append(noiseBlock(1_920)))
      .to.throw(JournalError, 'The journal wants sample 960 next; 1920 came, so 960 samples are missing.')
      .with.property('code', 'hole');
  });

  it('takes nothing more after its end, nor when it was closed', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append({ type: 'end', endSample: 0, reason: 'over' });
    expect(journalErrorCodeOf(() => session.append(noiseBlock(0)))).to.equal('journal-closed');
    const other = journal.begin({ ...TWO, epoch: FIRST_EPOCH });
    await other.close();
    expect(journalErrorCodeOf(() => other.append(noiseBlock(0)))).to.equal('journal-closed');
  });

  it('may begin in the middle of its first epoch, beyond what 32 bits count', async () => {
    const startSample = 2 ** 40 + 960;
    const journal = await stage.open();
    const session = journal.begin({ ...BEGINNING, startSample });
    session.append(noiseBlock(startSample));
    await session.close();
    expect((await stage.open()).unfinished()[0]?.nextSample).to.equal(startSample + 960);
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    expect(firstDifference(sound, numberedNoise(startSample, 960))).to.equal(undefined);
  });

  it('writes into a descriptor whose writes are on the disk when they return', async function () {
    if (process.platform !== 'linux') this.skip();
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    await session.flush();
    expect((await flagsOf('00000001.journal')) & constants.O_DSYNC).to.equal(constants.O_DSYNC);
  });

  it('is begun with the names that the protocol has, and no others', async () => {
    const journal = await stage.open();
    expect(journalErrorCodeOf(() => journal.begin({ ...BEGINNING, session: '../../etc' }))).to.equal(
      'bad-name',
    );
    expect(journalErrorCodeOf(() => journal.begin({ ...BEGINNING, station: '..' }))).to.equal('bad-name');
  });
});

/** The flags of this process's descriptor of a file. */
async function flagsOf(name: string): Promise<number> {
  for (const descriptor of await readdir('/proc/self/fd')) {
    const path = await readlink(`/proc/self/fd/${descriptor}`).catch(() => '');
    if (!path.endsWith(name)) continue;
    const info = await readFile(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    return Number.parseInt(/^flags:\s+(\d+)$/m.exec(info)?.[1] ?? '', 8);
  }
  throw new Error(`no descriptor of ${name} is open`);
}
