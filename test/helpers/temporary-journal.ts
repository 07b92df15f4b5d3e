import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '@ringcast/ingest';
import type { Logger } from '@ringcast/segmenter';

/** A journal in a folder that goes with it. */
export class TemporaryJournal {
  readonly folder: string;
  readonly journal: Journal;

  static async open(logger: Logger): Promise<TemporaryJournal> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-journal-'));
    return new TemporaryJournal(folder, await Journal.open({ folder, logger }));
  }

  private constructor(folder: string, journal: Journal) {
    this.folder = folder;
    this.journal = journal;
  }

  async close(): Promise<void> {
    await this.journal.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
