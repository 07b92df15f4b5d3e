import type { Logger } from '@ringcast/segmenter';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyError } from './key-error.ts';
import { hashOfKey, idOfKey, isRecordOf, keyRecordSchema, type KeyRecord } from './key-record.ts';

/** What is told of a key that was made. */
export interface KeyEntry {
  readonly id: string;
  /** Whose it is, or what for. */
  readonly label: string;
  /** The one station it opens; null for all. */
  readonly station: string | null;
  /** ISO 8601, as `lastUsedAt`. */
  readonly createdAt: string;
  /** To the minute; null where it never was. */
  readonly lastUsedAt: string | null;
}

/** What a store needs. */
export interface KeyStoreOptions {
  /** Made with the first key. */
  readonly folder: string;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

const ID_BYTES = 4;
const SECRET_BYTES = 24;
const MAX_KEYS = 1_000;
const USE_NOTED_EVERY_MS = 60_000;
const STATION = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LABEL = /^[^\p{C}]{1,100}$/u;
const RECORD_FILE = /^([0-9a-f]{8})\.json$/;

/**
 * Stream keys that are made and revoked while the server runs, by this process or another: a file for each, so that
 * no one overwrites what another one did, and read at every check, so that what is revoked opens nothing from that
 * moment on.
 */
export class KeyStore {
  readonly #options: KeyStoreOptions;
  readonly #usedAtMs = new Map<string, number>();
  #noted: Promise<void> = Promise.resolve();

  constructor(options: KeyStoreOptions) {
    this.#options = options;
  }

  /**
   * Makes a key. This is the only time it can be seen.
   *
   * @param request `station` null for all stations
   * @throws KeyError `bad-label`, `bad-station`, `too-many-keys`
   */
  async make(request: { label: string; station: string | null }): Promise<{ entry: KeyEntry; key: string }> {
    const { label, station } = checked(request);
    const { folder, now } = this.#options;
    if ((await this.#ids()).length >= MAX_KEYS) {
      throw new KeyError(
        'too-many-keys',
        `There are ${MAX_KEYS} keys, and no more may be made; revoke some.`,
      );
    }
    const id = randomBytes(ID_BYTES).toString('hex');
    const key = `${id}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const createdAt = new Date(now()).toISOString();
    const record: KeyRecord = { id, label, station, hash: hashOfKey(key), createdAt };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = this.#file(id);
    await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
    return { entry: { id, label, station, createdAt, lastUsedAt: null }, key };
  }

  /** All keys that were made and not revoked, the oldest first. @throws KeyError `broken-key-file` */
  async list(): Promise<KeyEntry[]> {
    const entries = await Promise.all((await this.#ids()).map((id) => this.#entry(id)));
    return entries
      .filter((entry) => entry !== undefined)
      .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  }

  /** Makes a key open nothing any more; a broadcast that it began goes on. @throws KeyError `unknown-key` */
  async revoke(id: string): Promise<void> {
    if (!(await this.#ids()).includes(id)) {
      const came = JSON.stringify(id.slice(0, ID_BYTES * 2));
      throw new KeyError(
        'unknown-key',
        `There is no key with the id ${came}; the list of keys has their ids.`,
      );
    }
    await this.#remove(id);
  }

  /** Revokes the keys of one station, so that they do not open another that comes by its name. */
  async revokeOf(station: string): Promise<void> {
    for (const id of await this.#ids()) {
      // What cannot be read opens nothing.
      const entry = await this.#entry(id).catch(() => undefined);
      if (entry?.station === station) await this.#remove(id);
    }
  }

  /** Whether a key was made for a station, or for all, and not revoked. Notes its use. */
  opens(station: string, key: string): boolean {
    const id = idOfKey(key);
    const record = id === undefined ? undefined : this.#readNow(id);
    if (!record || !isRecordOf(record, key)) return false;
    if (record.station !== null && record.station !== station) return false;
    this.#noteUse(record.id);
    return true;
  }

  /** Resolves when every use is noted. */
  async close(): Promise<void> {
    await this.#noted;
  }

  async #remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
    await rm(this.#usedFile(id), { force: true });
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.#options.folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names.flatMap((name) => RECORD_FILE.exec(name)?.[1] ?? []);
  }

  async #entry(id: string): Promise<KeyEntry | undefined> {
    const text = await textOf(this.#file(id));
    if (text === undefined) return undefined;
    const { label, station, createdAt } = parse(text, this.#file(id));
    const lastUsedAt = (await textOf(this.#usedFile(id)))?.trim() || null;
    return { id, label, station, createdAt, lastUsedAt };
  }

  #readNow(id: string): KeyRecord | undefined {
    const file = this.#file(id);
    try {
      return parse(readFileSync(file, 'utf8'), file);
    } catch (err) {
      if (!isMissing(err)) this.#options.logger.warn({ err, id }, 'a key cannot be read and opens nothing');
      return undefined;
    }
  }

  /** Beside the record, which is never written again: that could bring back a key that is revoked meanwhile. */
  #noteUse(id: string): void {
    const nowMs = this.#options.now();
    if (nowMs - (this.#usedAtMs.get(id) ?? -Infinity) < USE_NOTED_EVERY_MS) return;
    this.#usedAtMs.set(id, nowMs);
    this.#noted = Promise.all([this.#noted, this.#writeUse(id, nowMs)]).then(() => {});
  }

  async #writeUse(id: string, usedAtMs: number): Promise<void> {
    try {
      await writeFile(this.#usedFile(id), `${new Date(usedAtMs).toISOString()}\n`, { mode: 0o600 });
    } catch (err) {
      this.#options.logger.warn({ err, id }, 'the use of a key could not be noted');
    }
  }

  #file(id: string): string {
    return join(this.#options.folder, `${id}.json`);
  }

  #usedFile(id: string): string {
    return join(this.#options.folder, `${id}.used`);
  }
}

function checked({ label, station }: { label: string; station: string | null }): {
  label: string;
  station: string | null;
} {
  const trimmed = label.trim();
  if (!LABEL.test(trimmed)) {
    const came = JSON.stringify(label.slice(0, 40));
    throw new KeyError('bad-label', `A label has 1 to 100 characters on one line; ${came} came.`);
  }
  if (station !== null && !STATION.test(station)) {
    const came = JSON.stringify(station.slice(0, 80));
    throw new KeyError('bad-station', `A station's name is 1 to 63 of a-z, 0-9 and -; ${came} came.`);
  }
  return { label: trimmed, station };
}

function parse(text: string, file: string): KeyRecord {
  try {
    return keyRecordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KeyError(
      'broken-key-file',
      `${file} is not what Ringcast wrote; remove it to revoke its key.`,
      {
        cause,
      },
    );
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
