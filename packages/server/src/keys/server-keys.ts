import type { Logger } from '@ringcast/segmenter';
import { join } from 'node:path';
import type { Configuration } from '../configuration/configuration-schema.ts';
import { keptKey } from './kept-key.ts';
import { KeyStore } from './key-store.ts';
import { StreamKeys } from './stream-keys.ts';

const ADMIN_KEY_FILE = 'admin-key';
const MADE_KEYS_FOLDER = 'keys';

/** Every key that opens something at this server. */
export interface ServerKeys {
  /** Stream keys that are made and revoked at run time. */
  readonly made: KeyStore;
  /** All stream keys. */
  readonly stream: StreamKeys;
  /** The configured admin key; where there is none, a random one that is made once and kept in the state folder. */
  readonly admin: string;
}

/** Opens what is kept of keys, and makes what there must be. */
export function openServerKeys(configuration: Configuration, logger: Logger): ServerKeys {
  const { adminKey, stateDir } = configuration;
  const made = openMadeKeys(configuration, logger);
  const admin = adminKey ?? keptKey(stateDir, ADMIN_KEY_FILE);
  return { made, stream: new StreamKeys(configuration, made), admin };
}

/** The stream keys that are made and revoked at run time, for the server as for a command beside it. */
export function openMadeKeys({ stateDir }: Configuration, logger: Pick<Logger, 'warn'>): KeyStore {
  return new KeyStore({ folder: join(stateDir, MADE_KEYS_FOLDER), now: Date.now, logger });
}
