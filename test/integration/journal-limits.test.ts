import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../packages/ingest/src/journal/journal.ts';
import { MemoryLogger } from '../helpers/memory-station.ts';
import { BLOCK_SAMPLES, FIRST_EPOCH, JournalStage, noiseBlock } from '../helpers/journal-stage.ts';

const ONE = { station: 'main', session: 'session-one' };
const BEGINNING = { ...ONE, epoch: FIRST_EPOCH };
const BLOCK_RECORD_BYTES = 9 + 20 + BLOCK_SAMPLES * 4;

let stage: JournalStage;

describe('Journal, limits', () => {
  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  it('remove the oldest sessions that are over, and never one that is not', async () => {
    let nowMs = Date.now();
    const journal = await stage.open({ maxBytes: 3 * BLOCK_RECORD_BYTES, now: () => (nowMs += 1_000) });
    const live = journal.begin({ ...BEGINNING, session: 'live-session' });
    for (let block = 0; block < 2; block++) live.append(noiseBlock(block * BLOCK_SAMPLES));
    await live.flush();
    for (const session of ['session-a', 'session-b']) await runSession(journal, session);
    await journal.close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal(['live-session']);
    const removed = stage.logger.lines.filter(({ message }) =>
      message.startsWith('a session left the journal'),
    );
    expect(removed.map(({ fields }) => (fields as { session: string }).session)).to.deep.equal([
      'session-a',
      'session-b',
    ]);
  });

  it('remove what is too old when it is opened', async () => {
    const journal = await stage.open();
    await runSession(journal, 'session-a');
    await journal.close();
    const now = (): number => Date.now() + 1_001;
    await (await stage.open({ maxAgeMs: 60_000, now })).close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal(['session-a']);
    await (await stage.open({ maxAgeMs: 1_000, now })).close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal([]);
  });

  it('remove a session that never ended once nobody has come back to it for the greatest age', async () => {
    const journal = await stage.open();
    const session = journal.begin(BEGINNING);
    session.append(noiseBlock(0));
    await journal.close();
    const now = (): number => Date.now() + 30_000;
    await (await stage.open({ maxAgeMs: 60_000, maxBytes: 1, now })).close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal([ONE.session]);
    await (await stage.open({ maxAgeMs: 20_000, now })).close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal([]);
  });

  it('leave a session that somebody comes back to in the moment in which it was to go', async () => {
    const former = await stage.open();
    for (const session of ['session-a', 'session-b']) {
      former.begin({ ...BEGINNING, session }).append(noiseBlock(0));
    }
    await former.close();
    let nowMs = Date.now();
    let resumed: string | undefined;
    // The first has gone when this is said; the second would be next.
    const comeBack = ({ session }: { session?: string }, message: string): void => {
      if (resumed !== undefined || !message.startsWith('a session left the journal')) return;
      resumed = session === 'session-a' ? 'session-b' : 'session-a';
      journal.resume({ ...ONE, session: resumed }).append(noiseBlock(BLOCK_SAMPLES));
    };
    const logger = Object.assign(new MemoryLogger(), { info: comeBack });
    const journal = await stage.open({ maxAgeMs: 60_000, now: () => nowMs, logger });
    nowMs += 90_000;
    await runSession(journal, 'session-c');
    await journal.close();
    expect(resumed).to.be.a('string');
    expect(await filesOf(resumed ?? '')).to.have.lengthOf(2);
  });

  it('remove the first files of a broadcast that goes on for weeks, as far as it is recorded', async () => {
    await writeFiles(5, { isRecorded: true });
    const nowMs = Date.now() + 3_600_000;
    const journal = await stage.open({ maxBytes: 1, now: () => nowMs });
    expect(await filesOf(ONE.session)).to.have.lengthOf(5);
    await journal.noteRecorded(ONE, 2 * BLOCK_SAMPLES);
    await journal.close();
    expect(await filesOf(ONE.session)).to.deep.equal(['3', '4', '5']);
  });

  it('remove them at once where it is not recorded, whatever is recorded meanwhile', async () => {
    await writeFiles(5, { isRecorded: false });
    const nowMs = Date.now() + 3_600_000;
    const journal = await stage.open({ maxBytes: 1, isRecorded: () => true, now: () => nowMs });
    expect(await filesOf(ONE.session)).to.deep.equal(['4', '5']);
    expect(journal.resume(ONE).nextSample).to.equal(5 * BLOCK_SAMPLES);
  });

  it('leave what is not recorded, say so once, and let the writing go on', async () => {
    const journal = await stage.open({ maxBytes: 1, isRecorded: () => true });
    for (const session of ['session-a', 'session-b']) await runSession(journal, session);
    await journal.close();
    expect(await readdir(join(stage.folder, 'main'))).to.deep.equal(['session-a', 'session-b']);
    const warnings = stage.logger.lines.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'the journal is larger than it may be: what is left is not over or not recorded, and stays; where recordings cannot be made, delete folders of it while the server is down',
    ]);
  });
});

/** Writes a session that is not over into so many files, one block each. */
async function writeFiles(count: number, { isRecorded }: { isRecorded: boolean }): Promise<void> {
  for (let file = 0; file < count; file++) {
    const journal = await stage.open({ isRecorded: () => isRecorded });
    const session = file === 0 ? journal.begin(BEGINNING) : journal.resume(ONE);
    session.append(noiseBlock(file * BLOCK_SAMPLES));
    await journal.close();
  }
}

/** Numbers of a session's files. */
async function filesOf(session: string): Promise<string[]> {
  const names = await readdir(stage.sessionFolder(session));
  return names.flatMap((name) => /^0+(\d+)\.journal$/.exec(name)?.[1] ?? []);
}

/** Writes a session of one block, and its end. */
async function runSession(journal: Journal, name: string): Promise<void> {
  const session = journal.begin({ station: 'main', session: name, epoch: FIRST_EPOCH });
  session.append(noiseBlock(0));
  session.append({ type: 'end', endSample: 960, reason: 'stopped' });
  await session.flush();
  await session.close();
}
