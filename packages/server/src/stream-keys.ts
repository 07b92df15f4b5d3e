import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from './configuration/configuration-schema.ts';

const KEY_FILE = 'stream-key';
const KEY_BYTES = 18;

/** The keys that let a broadcaster on air. */
export interface StreamKeys {
  /** The key of a station. */
  of(station: string): string;
}

/**
 * The configured keys; where a station has none, one random key that is made once and kept in the state folder,
 * readable by its owner only.
 */
export function openStreamKeys({ stations, streamKey, stateDir }: Configuration): StreamKeys {
  const isComplete = streamKey !== undefined || Object.values(stations).every((station) => station.streamKey);
  const fallback = streamKey ?? (isComplete ? '' : keptKey(stateDir));
  return { of: (station) => stations[station]?.streamKey ?? fallback };
}

function keptKey(stateDir: string): string {
  const file = join(stateDir, KEY_FILE);
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  } catch {
    // None was made yet.
  }
  const key = randomBytes(KEY_BYTES).toString('base64url');
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}
