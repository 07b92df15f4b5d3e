import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const NAME = 'recorded.json';
const schema = z.object({ nextSample: z.int().min(0) });

/** Every sample of a session before this one is in a recording; 0 where that is not noted. */
export async function readRecordedMark(folder: string): Promise<number> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, NAME), 'utf8'))).nextSample;
  } catch {
    // Not there, or torn: it is recorded again.
    return 0;
  }
}

/** Notes in a session's folder how far it was recorded. */
export async function writeRecordedMark(folder: string, nextSample: number): Promise<void> {
  const path = join(folder, NAME);
  await writeFile(`${path}.new`, JSON.stringify({ nextSample }));
  await rename(`${path}.new`, path);
}
