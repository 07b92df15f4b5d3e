import { expect } from 'chai';
import { rm } from 'node:fs/promises';
import type { Journal } from '../../../../packages/ingest/src/journal/journal.ts';
import { capturedAtOf } from '../../../../packages/ingest/src/journal/captured-at.ts';
import { filePathOf } from '../../../../packages/ingest/src/journal/session-folder.ts';
import { FIRST_EPOCH, JournalStage, noiseBlock } from '../../../helpers/journal-stage.ts';

const ONE = { station: 'main', session: 'session-one' };
const HOUR_MS = 3_600_000;
const HOUR_SAMPLES = 3_600 * 48_000;

describe('capturedAtOf', () => {
  let stage: JournalStage;
  let journal: Journal;

  beforeEach(async () => {
    stage = await JournalStage.create();
    journal = await stage.open();
  });
  afterEach(async () => stage.close());

  /** A session of an hour and two blocks in two files, whose source states no time. */
  async function writeTwoFiles(): Promise<string> {
    const first = journal.begin({ ...ONE, epoch: FIRST_EPOCH });
    first.append({ type: 'gap', epoch: 0, startSample: 0, samples: HOUR_SAMPLES, reason: '' });
    await first.close();
    const second = journal.resume(ONE);
    for (const block of [0, 1]) second.append(noiseBlock(HOUR_SAMPLES + block * 960));
    await second.close();
    return stage.sessionFolder(ONE.session);
  }

  it('goes by when the first file was begun, where the source states no time', async () => {
    const folder = await writeTwoFiles();
    const capturedAtMs = await capturedAtOf(folder, { sample: HOUR_SAMPLES, sampleRateHz: 48_000 });
    expect(capturedAtMs - HOUR_MS).to.be.closeTo(Date.now(), 10_000);
  });

  it('goes by the first file that is left, once the journal has let the first ones go', async () => {
    const folder = await writeTwoFiles();
    await rm(filePathOf(folder, 1));
    const capturedAtMs = await capturedAtOf(folder, { sample: HOUR_SAMPLES + 960, sampleRateHz: 48_000 });
    expect(capturedAtMs).to.be.closeTo(Date.now(), 10_000);
  });
});
