import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 18;

/**
 * A random key that is made once and kept in a folder, readable by its owner only. It is kept as it is and not hashed,
 * because it is printed at every start.
 *
 * @param name of its file
 */
export function keptKey(folder: string, name: string): string {
  const file = join(folder, name);
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  } catch {
    // None was made yet.
  }
  const key = randomBytes(KEY_BYTES).toString('base64url');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}
