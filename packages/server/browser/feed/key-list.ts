import type { AdminApi } from './admin-api.ts';
import type { StreamKey } from './station-state.ts';

/** Settings of a {@link KeyList}. */
export interface KeyListOptions {
  readonly api: Pick<AdminApi, 'listKeys' | 'makeKey' | 'revokeKey'>;
  /** Called when there is something else to show. */
  readonly onChange: () => void;
  /** A clock in ms that only goes on. */
  readonly now?: () => number;
}

const LOAD_EVERY_MS = 60_000;

/** The stream keys. Others make and revoke some too, of which the server tells whoever asks. */
export class KeyList {
  /** As they were told last; undefined until they were. */
  keys: readonly StreamKey[] | undefined;
  /** The one that was made here last, as long as it is not revoked. Only now its key is known. */
  newKey: StreamKey | undefined;
  /** Why they were not told. */
  fault: string | undefined;
  readonly #options: KeyListOptions;
  readonly #now: () => number;
  #isOutdated = true;
  #loadedAtMs = 0;
  #loads = 0;

  constructor(options: KeyListOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** They may be others by now. */
  outdate(): void {
    this.#isOutdated = true;
  }

  /** Asks for them where they may be others by now, or the last time was a minute ago. */
  async refresh(): Promise<void> {
    if (this.#isOutdated || this.#now() - this.#loadedAtMs >= LOAD_EVERY_MS) await this.#load();
  }

  /** Makes a key, for one station or, with null, for all. @throws AdminApiError */
  async make(label: string, station: string | null): Promise<void> {
    try {
      this.newKey = await this.#options.api.makeKey(label, station);
    } finally {
      void this.#load();
    }
  }

  /** Revokes a key. @throws AdminApiError */
  async revoke(id: string): Promise<void> {
    try {
      await this.#options.api.revokeKey(id);
    } finally {
      void this.#load();
    }
  }

  async #load(): Promise<void> {
    this.#isOutdated = false;
    this.#loadedAtMs = this.#now();
    const load = ++this.#loads;
    try {
      const keys = await this.#options.api.listKeys();
      // What was asked for before the last change may be answered after it.
      if (load === this.#loads) this.#take(keys);
    } catch (error) {
      if (load === this.#loads) this.fault = error instanceof Error ? error.message : String(error);
    }
    this.#options.onChange();
  }

  #take(keys: readonly StreamKey[]): void {
    this.keys = keys;
    this.fault = undefined;
    if (!keys.some(({ id }) => id === this.newKey?.id)) this.newKey = undefined;
  }
}
