import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../configuration/configuration-error.ts';

const KEY_BYTES = 18;

/**
 * A random key that is made once and kept in a folder, readable by its owner only. It is kept as it is and not hashed,
 * because it is printed at every start.
 *
 * @param name of its file
 * @throws ConfigurationError where it cannot be kept
 */
export function keptKey(folder: string, name: 'stream-key' | 'admin-key' | 'listener-secret'): string {
  const kept = readKeyFile(join(folder, name));
  if (kept !== undefined) return kept;
  const key = randomBytes(KEY_BYTES).toString('base64url');
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), `${key}\n`, { mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`The ${name} cannot be kept; set one, or another stateDir. ${why}`, {
      cause,
    });
  }
  return key;
}

/** The key that a file holds; undefined where it cannot be read, or is empty. */
export function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
