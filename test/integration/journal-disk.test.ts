import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../packages/ingest/src/journal/journal.ts';
import type { SessionJournal } from '../../packages/ingest/src/journal/session-journal.ts';
import { BLOCK_SAMPLES, FIRST_EPOCH, JournalStage, noiseBlock, soundOf } from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { interceptWrites } from '../helpers/write-interception.ts';
import { TinyDisk } from '../helpers/tiny-disk.ts';

const DISK_BYTES = 2 * 1024 * 1024;
const BEGINNING = { station: 'main', session: 'session-one', epoch: FIRST_EPOCH };

describe('Journal, faults of the disk', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  describe('a disk of 2 MB', () => {
    let disk: TinyDisk;

    beforeEach(async function () {
      try {
        disk = await TinyDisk.mount(DISK_BYTES);
      } catch (cause) {
        const suite: (Mocha.Suite & { skipReason?: string }) | undefined = this.test?.parent;
        if (suite) suite.skipReason = `no file system can be mounted here: ${String(cause).split('\n')[0]}`;
        this.skip();
      }
    });

    afterEach(async () => {
      await stage.close();
      if (disk) await disk.unmount();
    });

    it('that is full for a while delays what is acknowledged, and loses nothing', async () => {
      const journal = await stage.open({ folder: disk.folder });
      let failures = 0;
      const events = new EventEmitter();
      const onChange = (): void => {
        if (session.failure !== undefined) failures += 1;
        if (failures === 2) events.emit('failedTwice');
      };
      const session = journal.begin({ ...BEGINNING, onChange });
      appendBlocks(session, 10);
      await session.flush();
      await disk.fill();
      appendBlocks(session, 90);
      await once(events, 'failedTwice');
      expect(session.failure).to.contain('ENOSPC');
      expect(session.waitingBytes).to.be.greaterThan(90 * BLOCK_SAMPLES * 4);
      expect(session.nextSample).to.equal(10 * BLOCK_SAMPLES);
      expect(await countSamples(disk.folder), 'nothing half written is left').to.equal(10 * BLOCK_SAMPLES);
      appendBlocks(session, 20);
      await disk.relieve();
      await stage.logger.logged('info');
      await session.flush();
      expect(session.failure).to.equal(undefined);
      expect(session.nextSample).to.equal(120 * BLOCK_SAMPLES);
      await journal.close();
      const sound = await soundOf(join(disk.folder, 'main', BEGINNING.session));
      expect(firstDifference(sound, numberedNoise(0, 120 * BLOCK_SAMPLES))).to.equal(undefined);
      expect(
        stage.logger.lines.map(({ level }) => level),
        'said once',
      ).to.deep.equal(['error', 'info']);
    });

    it('that is full when a session begins holds up neither who appends nor who closes', async () => {
      const journal = await stage.open({ folder: disk.folder });
      await disk.fill();
      const session = journal.begin(BEGINNING);
      appendBlocks(session, 10);
      await stage.logger.logged('error');
      const startedAtMs = performance.now();
      await journal.close();
      expect(performance.now() - startedAtMs).to.be.lessThan(400);
      const last = stage.logger.lines.at(-1);
      expect(last?.message).to.equal(
        'the journal was closed before all was written; nothing of that was acknowledged',
      );
      expect(last?.fields).to.deep.include({ waitingBytes: 10 * 3_869 });
      expect(session.nextSample).to.equal(0);
    });
  });

  it('a descriptor that went bad is followed by a new file, with all that waited', async () => {
    const journal = await stage.open();
    const session = await beginWith(journal, 10);
    closeSync(descriptorOf('00000001.journal'));
    appendBlocks(session, 10);
    await stage.logger.logged('error');
    expect(session.failure).to.contain('EBADF');
    await stage.logger.logged('info');
    await session.flush();
    await expectSound(20);
    expect(await readdir(stage.sessionFolder(BEGINNING.session))).to.deep.equal([
      '00000001.journal',
      '00000002.journal',
    ]);
  });

  it('a write that failed without a word of how far it came is taken back', async () => {
    const journal = await stage.open();
    const session = await beginWith(journal, 10);
    await interceptWrites(dieHalfway(), async () => {
      appendBlocks(session, 10);
      await stage.logger.logged('error');
      expect(session.failure).to.contain('EIO');
      expect(await countSamples(stage.folder)).to.equal(10 * BLOCK_SAMPLES);
    });
    await session.flush();
    await expectSound(20);
  });

  it('a folder that is taken away is made again', async () => {
    const journal = await stage.open();
    const session = await beginWith(journal, 1);
    await rm(join(stage.folder, 'main'), { recursive: true });
    await writeFile(join(stage.folder, 'main'), 'a file where the folder was');
    closeSync(descriptorOf('00000001.journal (deleted)'));
    appendBlocks(session, 1);
    await stage.logger.logged('error');
    await rm(join(stage.folder, 'main'));
    await session.flush();
    const sound = await soundOf(stage.sessionFolder(BEGINNING.session));
    expect(firstDifference(sound, numberedNoise(BLOCK_SAMPLES, BLOCK_SAMPLES))).to.equal(undefined);
  });

  it('a folder that cannot be made keeps a journal from opening', async () => {
    const folder = join(stage.folder, 'file');
    await writeFile(folder, '');
    const error = await stage.open({ folder }).catch((cause: unknown) => cause);
    expect(error).to.be.an('error').with.property('code', 'EEXIST');
  });

  async function expectSound(blocks: number): Promise<void> {
    const sound = await soundOf(stage.sessionFolder(BEGINNING.session));
    expect(firstDifference(sound, numberedNoise(0, blocks * BLOCK_SAMPLES))).to.equal(undefined);
  }
});

async function beginWith(journal: Journal, blocks: number): Promise<SessionJournal> {
  const session = journal.begin(BEGINNING);
  appendBlocks(session, blocks);
  await session.flush();
  return session;
}

function appendBlocks(session: SessionJournal, count: number, { samples = BLOCK_SAMPLES } = {}): void {
  for (let block = 0; block < count; block++) session.append(noiseBlock(session.appendedSample, { samples }));
}

async function countSamples(root: string): Promise<number> {
  return (await soundOf(join(root, 'main', BEGINNING.session))).length / 4;
}

/** This process's descriptor of a file. */
function descriptorOf(name: string): number {
  const isIt = (descriptor: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).endsWith(name);
    } catch {
      return false;
    }
  };
  return Number(readdirSync('/proc/self/fd').find(isIt));
}

/** Lets every second write of a file do half of its work, and every other fail, as a dying disk does. */
function dieHalfway(): Parameters<typeof interceptWrites>[0] {
  let calls = 0;
  return async (write) => {
    calls += 1;
    if (calls % 2 === 0) throw new Error('EIO: i/o error, write');
    return write.carryOut(Math.floor(write.bytes / 2));
  };
}
