import type { Logger } from '@ringcast/segmenter';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolders } from '../journal/folder-list.ts';
import { chooseRemovals } from '../journal/retention.ts';
import { STATION_NAME } from '../journal/session-scan.ts';
import { isRecordingName } from './recording-name.ts';

/** What a shelf needs. */
export interface RecordingShelfOptions {
  /** Holds a folder a station. */
  readonly folder: string;
  /** Of all recordings. */
  readonly maxBytes: number;
  readonly logger: Logger;
}

/** The recordings that there are. */
export class RecordingShelf {
  readonly #options: RecordingShelfOptions;

  constructor(options: RecordingShelfOptions) {
    this.#options = options;
  }

  /** Removes the oldest recordings where there are too many; nothing else that lies there. */
  async enforceLimit(): Promise<void> {
    const { maxBytes, logger } = this.#options;
    const limits = { maxBytes, maxAgeMs: Number.POSITIVE_INFINITY, nowMs: Date.now() };
    for (const { path, bytes } of chooseRemovals(await this.#list(), limits).removals) {
      await rm(path, { force: true });
      logger.info({ path, bytes }, 'a recording was removed: there are more than recordingsMaxMb allows');
    }
  }

  async #list() {
    const { folder } = this.#options;
    const stations = await listFolders(folder, STATION_NAME);
    return (await Promise.all(stations.map((station) => listRecordings(join(folder, station))))).flat();
  }
}

async function listRecordings(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const recordings = entries.filter((entry) => entry.isFile() && isRecordingName(entry.name));
  return Promise.all(
    recordings.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, lastWrittenAtMs: mtimeMs, isRemovable: true };
    }),
  );
}
