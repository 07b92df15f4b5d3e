import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import type { Journal } from '../../../../packages/ingest/src/journal/journal.ts';
import { readSession } from '../../../../packages/ingest/src/journal/session-reader.ts';
import { PushJournal } from '../../../../packages/ingest/src/sources/push-journal.ts';
import { allOf, JournalStage, soundOf } from '../../../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../../../helpers/numbered-noise.ts';
import { turn } from '../../../helpers/session-stage.ts';
import { interceptWrites } from '../../../helpers/write-interception.ts';

const SECOND_SAMPLES = 48_000;
const MEBIBYTE = 1_024 * 1_024;
const NOW_MS = 1_763_653_358_123;

describe('PushJournal, while the disk hangs', () => {
  let stage: JournalStage;
  let journal: Journal;

  beforeEach(async () => {
    stage = await JournalStage.create();
    journal = await stage.open();
  });
  afterEach(async () => stage.close());

  it('lets 16 MiB wait; what comes beyond them is a gap, until the disk has caught up', async () => {
    const push = begin();
    await hangDuring(async () => {
      await writeSeconds(push, 0, 100);
      expect(journal.state.waitingBytes).to.be.within(16 * MEBIBYTE, 17 * MEBIBYTE);
    });
    while (journal.state.waitingBytes > 8 * MEBIBYTE) await turn();
    await writeSeconds(push, 100, 102);
    await push.end();
    const gap = await gapOf(await sessionFolder());
    expect(gap).to.include({ reason: 'the disk did not take it' });
    expect(gap.startSample + gap.samples).to.equal(100 * SECOND_SAMPLES);
    const expected = numberedNoise(0, 102 * SECOND_SAMPLES);
    expected.fill(0, gap.startSample * 4, 100 * SECOND_SAMPLES * 4);
    expect(firstDifference(await soundOf(await sessionFolder()), expected)).to.equal(undefined);
    expect(stage.logger.lines.map(({ level }) => level)).to.deep.equal(['warn']);
  });

  it('keeps how long a push was whose end the disk did not take', async () => {
    const push = begin();
    await hangDuring(async () => writeSeconds(push, 0, 100));
    await push.end();
    expect((await soundOf(await sessionFolder())).length).to.equal(100 * SECOND_SAMPLES * 4);
  });

  it('lets no more wait of sources that come again and again', async () => {
    const pushes = Array.from({ length: 4 }, begin);
    await hangDuring(async () => {
      for (const push of pushes) await writeSeconds(push, 0, 50);
      expect(journal.state.waitingBytes).to.be.within(16 * MEBIBYTE, 20 * MEBIBYTE);
    });
    while (journal.state.waitingBytes > 0) await turn();
    await writeSeconds(pushes.at(-1)!, 50, 51);
    for (const push of pushes) await push.end();
    const folders = await sessionFolders();
    const lengths = await Promise.all(folders.map(async (folder) => (await soundOf(folder)).length));
    expect(lengths).to.have.members([50, 50, 51].map((seconds) => seconds * SECOND_SAMPLES * 4));
  });

  function begin(): PushJournal {
    const sink = { write: async () => {}, skip: async () => {} };
    return new PushJournal({ sink, journal, station: 'main', now: () => NOW_MS, logger: stage.logger });
  }

  async function sessionFolders(): Promise<string[]> {
    return (await readdir(`${stage.folder}/main`)).map((session) => stage.sessionFolder(session));
  }

  async function sessionFolder(): Promise<string> {
    const [folder] = await sessionFolders();
    return folder!;
  }
});

describe('PushJournal, on a disk that writes', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });
  afterEach(async () => stage.close());

  it('says every 10 s when its samples came, so that any recording of it can be dated', async () => {
    let nowMs = NOW_MS;
    const journal = await stage.open();
    const sink = { write: async () => {}, skip: async () => {} };
    const push = new PushJournal({ sink, journal, station: 'main', now: () => nowMs, logger: stage.logger });
    for (let second = 0; second < 31; second++) {
      await writeSeconds(push, second, second + 1);
      nowMs += 1_001;
    }
    await push.end();
    const [session = ''] = await readdir(`${stage.folder}/main`);
    const records = await allOf(readSession({ folder: stage.sessionFolder(session) }));
    const clocks = records.filter(({ type }) => type === 'clock');
    const expected = [0, 10, 20, 30].map((second) => ({
      type: 'clock',
      sample: second * SECOND_SAMPLES,
      capturedAtMs: NOW_MS + second * 1_001,
    }));
    expect(clocks).to.deep.equal(expected);
  });
});

async function writeSeconds(push: PushJournal, from: number, to: number): Promise<void> {
  for (let second = from; second < to; second++) {
    await push.write(numberedNoise(second * SECOND_SAMPLES, SECOND_SAMPLES));
  }
}

/** No write comes back before the action is over. */
async function hangDuring(action: () => Promise<void>): Promise<void> {
  let goOn: () => void = () => {};
  const disk = new Promise<void>((resolve) => (goOn = resolve));
  await interceptWrites(async (write) => disk.then(() => write.carryOut()), action).finally(goOn);
}

/** The one gap of a session. */
async function gapOf(folder: string) {
  const records = await allOf(readSession({ folder }));
  const gaps = records.flatMap((record) => (record.type === 'gap' ? [record] : []));
  expect(gaps).to.have.length(1);
  return gaps[0]!;
}
