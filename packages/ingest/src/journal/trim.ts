import { rm, stat } from 'node:fs/promises';
import { filePathOf, listFiles, readHeader } from './session-folder.ts';

/** What may go of a session that goes on. */
export interface TrimOptions {
  /** The session's own folder. */
  readonly folder: string;
  /** Samples from this one on stay. */
  readonly doneSample: number;
  /** Files that were written last before this time go, in ms since the Unix epoch. */
  readonly oldBeforeMs: number;
  /** As many bytes more are too much. */
  readonly excessBytes: number;
  readonly nowMs: number;
}

/** The file being written, and the one before: a broadcast that is taken up again begins a little way back. */
const FILES_KEPT = 2;
/** Several files may have begun within seconds; what is so young stays. */
const YOUNG_MS = 10 * 60_000;

/** Removes a session's first files, those that are too old and then what is too much. Returns how many bytes went. */
export async function trimSession(options: TrimOptions): Promise<number> {
  const { folder, doneSample, oldBeforeMs, excessBytes, nowMs } = options;
  const numbers = await listFiles(folder);
  let removedBytes = 0;
  for (const [index, number] of numbers.slice(0, -FILES_KEPT).entries()) {
    const path = filePathOf(folder, number);
    const { size, mtimeMs } = await stat(path);
    const isWanted = mtimeMs >= oldBeforeMs && removedBytes >= excessBytes;
    if (isWanted || nowMs - mtimeMs < YOUNG_MS) break;
    const next = await readHeader(filePathOf(folder, numbers[index + 1] ?? number));
    if (!next || next.nextSample > doneSample) break;
    await rm(path);
    removedBytes += size;
  }
  return removedBytes;
}
