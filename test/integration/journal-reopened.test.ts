import { expect } from 'chai';
import { mkdir, readdir, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../packages/ingest/src/journal/journal.ts';
import { encodeRecord } from '../../packages/ingest/src/journal/record-codec.ts';
import {
  allOf,
  BLOCK_SAMPLES,
  FIRST_EPOCH,
  journalErrorCodeOf,
  JournalStage,
  noiseBlock,
  outlineOf,
  soundOf,
} from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';

const ONE = { station: 'main', session: 'session-one' };
const TWO = { station: 'main', session: 'session-two' };
const BEGINNING = { ...ONE, epoch: FIRST_EPOCH };
const PLACEMENT = { sample: 0, position: 92_160_000, sampleRateHz: 48_000 };
const BLOCK_RECORD_BYTES = 9 + 20 + BLOCK_SAMPLES * 4;

describe('Journal, opened again', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  it('knows the sessions that are not over, and how the others ended', async () => {
    const journal = await stage.open();
    const one = journal.begin(BEGINNING);
    one.append(noiseBlock(0));
    one.append({ type: 'placement', ...PLACEMENT });
    const two = journal.begin({ ...TWO, epoch: FIRST_EPOCH });
    two.append(noiseBlock(0));
    two.append({ type: 'end', endSample: 960, reason: 'stopped' });
    await Promise.all([one.flush(), two.flush()]);
    // Not closed: what is left is what a killed process leaves.
    const reopened = await stage.open();
    const [kept, ...others] = reopened.unfinished();
    expect(others).to.deep.equal([]);
    expect(kept).to.deep.include({ ...ONE, epoch: FIRST_EPOCH, nextSample: 960, placement: PLACEMENT });
    expect(Date.now() - (kept?.lastWrittenAtMs ?? 0)).to.be.lessThan(60_000);
    expect(reopened.endingOf(TWO)).to.deep.equal({ endSample: 960, reason: 'stopped' });
    expect(reopened.endingOf(ONE)).to.equal(undefined);
    expect(journalErrorCodeOf(() => reopened.begin({ ...TWO, epoch: FIRST_EPOCH }))).to.equal(
      'session-known',
    );
    expect(journalErrorCodeOf(() => reopened.resume(TWO))).to.equal('session-known');
    expect(journalErrorCodeOf(() => reopened.begin(BEGINNING))).to.equal('session-known');
  });

  it('knows the sessions of a station whose folder is a link to another disk', async () => {
    await stage.writeBlocks('session-one', 1);
    const disk = join(stage.folder, 'Another disk');
    await rename(join(stage.folder, 'main'), disk);
    await symlink(disk, join(stage.folder, 'main'));
    const reopened = await stage.open();
    expect(reopened.unfinished().map(({ station, session }) => `${station}/${session}`)).to.deep.equal([
      'main/session-one',
    ]);
  });

  it('goes on with a session, in a file that says what was before', async () => {
    const first = await stage.open();
    const before = first.begin(BEGINNING);
    before.append(noiseBlock(0));
    before.append({ type: 'placement', ...PLACEMENT });
    await first.close();
    const second = await stage.open();
    const after = second.resume(ONE);
    expect(second.unfinished()).to.deep.equal([]);
    expect(journalErrorCodeOf(() => second.resume(ONE))).to.equal('session-known');
    expect(after.nextSample).to.equal(960);
    after.append(noiseBlock(480));
    await second.close();
    const third = await stage.open();
    expect(third.unfinished()[0]).to.deep.include({ nextSample: 1_440, placement: PLACEMENT });
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    expect(firstDifference(sound, numberedNoise(0, 1_440))).to.equal(undefined);
    expect(await readdir(stage.sessionFolder(ONE.session))).to.deep.equal([
      '00000001.journal',
      '00000002.journal',
    ]);
  });

  it('goes on within one process with a session that was closed', async () => {
    const journal = await stage.open();
    const before = journal.begin(BEGINNING);
    before.append(noiseBlock(0));
    await before.close();
    const after = journal.resume(ONE);
    after.append(noiseBlock(960));
    await after.close();
    expect(outlineOf(await allOf(after.read(0)))).to.deep.equal(['epoch 0', '0+960', '960+960']);
  });

  describe('recorded or not', () => {
    /** Writes a session of a block, and its end where that is said. */
    async function write(journal: Journal, session: string, { isOver }: { isOver: boolean }): Promise<void> {
      const written = journal.begin({ ...BEGINNING, session });
      written.append(noiseBlock(0));
      if (isOver) written.append({ type: 'end', endSample: 960, reason: 'stopped' });
      await written.flush();
    }

    function recordableIn(journal: Journal): string[] {
      return journal.recordable().map(({ session }) => session);
    }

    it('is every session as was set when it began, whatever is set since', async () => {
      let isRecorded = true;
      const journal = await stage.open({ isRecorded: () => isRecorded });
      await write(journal, 'public-that-goes-on', { isOver: false });
      await write(journal, 'public-that-is-over', { isOver: true });
      isRecorded = false;
      await write(journal, 'private-that-goes-on', { isOver: false });
      await write(journal, 'private-that-is-over', { isOver: true });
      const recorded = ['public-that-goes-on', 'public-that-is-over'];
      expect(recordableIn(journal)).to.have.members(recorded);
      isRecorded = true;
      expect(recordableIn(journal)).to.have.members(recorded);
      // Not closed: what is left is what a killed process leaves.
      for (const setting of [true, false]) {
        const reopened = await stage.open({ isRecorded: () => setting });
        expect(recordableIn(reopened)).to.have.members(recorded);
      }
    });

    it('is a session as is set now where what was kept of it does not tell', async () => {
      const folder = stage.sessionFolder(ONE.session);
      await mkdir(folder, { recursive: true });
      const header = { type: 'header', version: 1, ...BEGINNING, nextSample: 0 } as const;
      const records = [header, noiseBlock(0)].flatMap((record) => encodeRecord(record));
      await writeFile(join(folder, '00000001.journal'), Buffer.concat(records));
      await mkdir(stage.sessionFolder(TWO.session));
      const ending = { endSample: 960, reason: 'stopped' };
      await writeFile(join(stage.sessionFolder(TWO.session), 'ending.json'), JSON.stringify(ending));
      const journal = await stage.open({ isRecorded: () => true });
      expect(recordableIn(journal)).to.have.members([ONE.session, TWO.session]);
      expect(recordableIn(await stage.open({ isRecorded: () => false }))).to.deep.equal([]);
    });
  });

  it('leaves out a record that was not written as a whole, and says so', async () => {
    await stage.writeBlocks(ONE.session, 3);
    const path = join(stage.sessionFolder(ONE.session), '00000001.journal');
    await truncate(path, (await stat(path)).size - 1);
    const journal = await stage.open();
    expect(journal.unfinished()[0]?.nextSample).to.equal(1_920);
    const fields = { ...ONE, tornBytes: BLOCK_RECORD_BYTES - 1 };
    expect(stage.logger.lines.at(-1)).to.deep.include({ level: 'warn', fields });
    const session = journal.resume(ONE);
    session.append(noiseBlock(1_920));
    await session.close();
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    expect(firstDifference(sound, numberedNoise(0, 2_880))).to.equal(undefined);
  });

  it('finds the end of a session where noting it failed', async () => {
    const journal = await stage.open();
    await mkdir(join(stage.sessionFolder(ONE.session), 'ending.json'), { recursive: true });
    const session = journal.begin(BEGINNING);
    session.append({ type: 'end', endSample: 0, reason: 'over' });
    await session.close();
    expect((await stage.open()).endingOf(ONE)).to.deep.equal({ endSample: 0, reason: 'over' });
  });

  it('knows of a session that is over without its files, so that one half removed does not come to life', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    session.append({ type: 'end', endSample: 960, reason: 'over' });
    await session.close();
    await writeFile(join(stage.sessionFolder(ONE.session), '00000001.journal'), '');
    expect((await stage.open()).endingOf(ONE)).to.deep.equal({ endSample: 960, reason: 'over' });
  });

  it('begins a session anew whose first record was never whole', async () => {
    await mkdir(stage.sessionFolder(ONE.session), { recursive: true });
    await writeFile(join(stage.sessionFolder(ONE.session), '00000001.journal'), 'half a head');
    const journal = await stage.open();
    expect(journal.unfinished()).to.deep.equal([]);
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    await session.close();
    const sound = await soundOf(stage.sessionFolder(ONE.session));
    const names = ['00000001.journal', '00000002.journal'];
    expect(await readdir(stage.sessionFolder(ONE.session)), 'what it was stays').to.deep.equal(names);
    expect(firstDifference(sound, numberedNoise(0, 960))).to.equal(undefined);
  });

  it('leaves alone what is not its own', async () => {
    await mkdir(join(stage.folder, 'lost+found', 'something-else'), { recursive: true });
    await mkdir(join(stage.folder, 'main', 'not a session'), { recursive: true });
    await writeFile(join(stage.folder, 'notes.txt'), 'notes');
    const journal = await stage.open({ maxAgeMs: 0, maxBytes: 0 });
    expect(journal.unfinished()).to.deep.equal([]);
    await journal.close();
    expect(await readdir(stage.folder)).to.have.members(['lost+found', 'main', 'notes.txt']);
  });
});
