import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`,
);

/** The wall clock of a process, which tests set; its monotonic clock stays as it is, as in life. */
export class ServerWallClock {
  readonly #folder: string;
  readonly #library: string;

  /** Rejects where libfaketime is not installed. */
  static async create(): Promise<ServerWallClock> {
    const library = LIBRARIES.find((path) => existsSync(path));
    if (!library) throw new Error('libfaketime is not installed');
    const clock = new ServerWallClock(await mkdtemp(join(tmpdir(), 'wall-clock-')), library);
    await clock.set(0);
    return clock;
  }

  private constructor(folder: string, library: string) {
    this.#folder = folder;
    this.#library = library;
  }

  /** What the process has to be started with. */
  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Sets it so many seconds ahead of the machine's. */
  async set(aheadSeconds: number): Promise<void> {
    const next = `${this.#file}.next`;
    await writeFile(next, `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}\n`);
    await rename(next, this.#file);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  get #file(): string {
    return join(this.#folder, 'ahead');
  }
}
