import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { FileBatch, FileBatchResult } from './file-batch.ts';

parentPort?.on('message', ({ id, batch }: { id: number; batch: FileBatch }) => {
  parentPort?.postMessage(carryOut(id, batch));
});

function carryOut(
  id: number,
  { folder, writingFolder, folders, files, removals }: FileBatch,
): FileBatchResult {
  try {
    for (const path of folders) mkdirSync(path, { recursive: true });
    for (const { path, content } of files) {
      const beside = join(writingFolder, path.replaceAll('/', '+'));
      place(beside, join(folder, path), content);
    }
    for (const path of removals) remove(join(folder, path));
    return { id };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Costs half of what `rmSync` does, which looks first at what it removes. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
}

/** A full disk is not filled further by what is only half there. */
function place(beside: string, path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    remove(beside);
    throw cause;
  }
}
