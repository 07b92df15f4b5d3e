import { open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { EndingNote, FileHeader } from './journal-record.ts';
import { readRecords } from './record-reader.ts';

const FILE_NAME = /^(\d{8})\.journal$/;
const FILE_DIGITS = 8;

/** Says that a session is over, so that nobody has to read its files to know; the `end` record says the same. */
const ENDING_NAME = 'ending.json';
const endingSchema = z.object({
  endSample: z.int().min(0),
  reason: z.enum(['stopped', 'over']),
  isRecorded: z.boolean().optional(),
});

/** The path of a session's file, counted from 1. */
export function filePathOf(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(FILE_DIGITS, '0')}.journal`);
}

/** The numbers of a session's files, in order; none where there is no such folder. */
export async function listFiles(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names.map((name) => Number(FILE_NAME.exec(name)?.[1]));
  return numbers.filter((number) => !Number.isNaN(number)).toSorted((a, b) => a - b);
}

/** The header of a file; undefined where there is none that is whole. */
export async function readHeader(path: string): Promise<FileHeader | undefined> {
  for await (const { record } of readRecords(path)) return record.type === 'header' ? record : undefined;
  return undefined;
}

/** How a session ended; undefined where that is not noted. */
export async function readEnding(folder: string): Promise<EndingNote | undefined> {
  try {
    return endingSchema.parse(JSON.parse(await readFile(join(folder, ENDING_NAME), 'utf8')));
  } catch {
    // Not there, or torn: the records tell.
    return undefined;
  }
}

/** Notes how a session ended. */
export async function writeEnding(folder: string, ending: EndingNote): Promise<void> {
  const path = join(folder, ENDING_NAME);
  await writeFile(`${path}.new`, JSON.stringify(ending));
  await rename(`${path}.new`, path);
}

/** Makes sure that the names in a session's folder, and its own, outlive a loss of power. */
export async function syncFolders(folder: string): Promise<void> {
  // Windows opens no folders; its file systems log names by themselves.
  if (process.platform === 'win32') return;
  for (const path of [folder, dirname(folder), dirname(dirname(folder))]) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
