import type { KeptFile } from '../../src/wire/sender-kept-file.ts';
import { SpillLog } from '../../src/wire/sender-spill-log.ts';
import { readSpill } from '../../src/wire/sender-spill-reader.ts';
import { PrivateFile, type SyncAccessHandle } from './private-file.ts';

/** Sound of a broadcast that is over for this page and was not all sent. */
export interface KeptSound {
  readonly session: string;
  readonly unsentMs: number;
}

const FOLDER = 'ringcast-kept';
const MAX_BYTES = 2 * 1_024 * 1_024 * 1_024;
/** The browser needs some of its quota for itself. */
const QUOTA_PART = 0.9;
/** A page that was left lets go of its file a moment after its lock. */
const OPENING_ATTEMPTS = 10;
const OPENING_PAUSE_MS = 100;

/** The files in which this browser keeps a station's sound until it is sent; a Web Lock guards each. */
export class KeptBroadcasts {
  readonly #station: string;

  constructor(station: string) {
    this.#station = station;
  }

  /** Makes a file for a broadcast. @throws where the browser has none, or another page uses it */
  async begin(session: string): Promise<KeptFile> {
    const release = await holdLock(this.#nameOf(session));
    if (release === undefined) throw new Error(`Another page uses the file of session ${session}.`);
    return this.#open(session, { create: true, release });
  }

  /** Opens the file of a broadcast that was kept; undefined where another page uses it, or it is gone. */
  async open(session: string): Promise<KeptFile | undefined> {
    const release = await holdLock(this.#nameOf(session));
    if (release === undefined) return undefined;
    return this.#open(session, { create: false, release }).catch(() => undefined);
  }

  /**
   * Looks for what was kept. Files that another page uses are waited for; it may be left with sound unsent.
   *
   * @param onFound called with each
   */
  async look(onFound: (kept: KeptSound) => void): Promise<void> {
    const folder = await openFolder();
    const prefix = this.#nameOf('');
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) {
      if (!name.startsWith(prefix)) continue;
      const session = name.slice(prefix.length);
      this.#inspectOnceFree(session, onFound).catch(() => undefined);
    }
  }

  /** Deletes what was kept. */
  async discard(session: string): Promise<void> {
    const file = await this.open(session);
    await file?.remove();
  }

  async #inspectOnceFree(session: string, onFound: (kept: KeptSound) => void): Promise<void> {
    await navigator.locks.request(this.#nameOf(session), async () => {
      const file = await this.#open(session, { create: false, release: () => undefined });
      const { contents } = file;
      if (contents === undefined) return file.remove();
      file.close();
      onFound({ session, unsentMs: contents.blockMs });
    });
  }

  async #open(
    session: string,
    { create, release }: { readonly create: boolean; readonly release: () => void },
  ): Promise<KeptFile> {
    const name = this.#nameOf(session);
    try {
      const folder = await openFolder();
      const file = new PrivateFile(await openHandle(await folder.getFileHandle(name, { create })));
      const contents = readSpill(file);
      const owner = { session, station: this.#station };
      const maxBytes = await findMaxBytes();
      const log = new SpillLog({ file, owner, maxBytes, ...(contents && { found: contents }) });
      const close = (): void => {
        log.close();
        release();
      };
      return { log, contents, close, remove: () => removeFile(folder, { name, log, release }) };
    } catch (error) {
      release();
      throw error;
    }
  }

  #nameOf(session: string): string {
    return `${this.#station}.${session}`;
  }
}

function openFolder(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage.getDirectory().then((root) => root.getDirectoryHandle(FOLDER, { create: true }));
}

async function removeFile(
  folder: FileSystemDirectoryHandle,
  { name, log, release }: { readonly name: string; readonly log: SpillLog; readonly release: () => void },
): Promise<void> {
  log.close();
  try {
    await folder.removeEntry(name);
  } finally {
    release();
  }
}

/** Resolves with the way to let go of the lock; undefined where another page holds it. */
function holdLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

async function openHandle(file: FileSystemFileHandle): Promise<SyncAccessHandle> {
  const { createSyncAccessHandle } = file as unknown as {
    createSyncAccessHandle: () => Promise<SyncAccessHandle>;
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await createSyncAccessHandle.call(file);
    } catch (error) {
      if (attempt === OPENING_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, OPENING_PAUSE_MS));
    }
  }
}

async function findMaxBytes(): Promise<number> {
  const { quota, usage = 0 } = await navigator.storage.estimate();
  return quota === undefined ? MAX_BYTES : Math.min(MAX_BYTES, (quota - usage) * QUOTA_PART);
}
