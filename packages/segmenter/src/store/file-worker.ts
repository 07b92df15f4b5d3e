import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
      writeFileSync(beside, content);
      renameSync(beside, join(folder, path));
    }
    for (const path of removals) rmSync(join(folder, path), { force: true });
    return { id };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : String(cause) };
  }
}
