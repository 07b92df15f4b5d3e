import type { Configuration } from '../configuration/configuration-schema.ts';
import { keptKey } from './kept-key.ts';
import type { KeyStore } from './key-store.ts';
import { isSameKey } from './same-key.ts';

/** In the state folder, the random key that was made. */
export const STREAM_KEY_FILE = 'stream-key';

/** The keys that let a broadcaster on air: the one of the settings, and those that were made beside it. */
export class StreamKeys {
  readonly #configuration: Configuration;
  readonly #made: KeyStore;
  #kept: string | undefined;

  constructor(configuration: Configuration, made: KeyStore) {
    this.#configuration = configuration;
    this.#made = made;
  }

  /**
   * The configured key of a station; where it has none, a random key for all such stations that is made once and kept
   * in the state folder.
   */
  of(station: string): string {
    const { stations, streamKey, stateDir } = this.#configuration;
    return stations[station]?.streamKey ?? streamKey ?? (this.#kept ??= keptKey(stateDir, STREAM_KEY_FILE));
  }

  /** Whether a key opens a station. */
  readonly isStreamKey = (station: string, key: string): boolean =>
    isSameKey(key, this.of(station)) || this.#made.opens(station, key);
}
