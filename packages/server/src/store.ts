import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryStore, RedisStore, type Logger, type PublicationStore } from '@ringcast/segmenter';
import type { Configuration } from './configuration/configuration-schema.ts';

const NAME_FILE = 'machine';

/** Where the settings say that stations are kept: in Redis, or in the segments folder. */
export function openStore({ store, segmentsDir, stateDir }: Configuration, logger: Logger): PublicationStore {
  if (store === undefined) return new DirectoryStore({ folder: segmentsDir, logger });
  return new RedisStore({ url: store, owner: `${hostname()} ${keptName(stateDir)}`, logger });
}

/**
 * What tells this machine from others: made once and kept, so that it has its stations back after a restart. A copy of
 * the machine has another host name.
 */
function keptName(stateDir: string): string {
  const file = join(stateDir, NAME_FILE);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const name = randomUUID();
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(file, `${name}\n`);
    return name;
  }
}
