import { mkdirSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptFile } from '../wire/sender-kept-file.ts';
import { SpillLog } from '../wire/sender-spill-log.ts';
import { readSpill } from '../wire/sender-spill-reader.ts';
import { NodeSpillFile } from './node-spill-file.ts';
import { claimPath } from '../path-claim.ts';

const SUFFIX = '.kept';

/** The files in which this computer keeps a station's sound until it is sent. */
export class KeptFolder {
  readonly #folder: string;
  readonly #station: string;

  constructor({ folder, station }: { readonly folder: string; readonly station: string }) {
    this.#folder = folder;
    this.#station = station;
  }

  /** Makes a file for a broadcast. Rejects where there can be none. */
  async begin(session: string): Promise<KeptFile> {
    mkdirSync(this.#folder, { recursive: true });
    const file = await this.#open(session);
    if (file === undefined) throw new Error(`another process uses the file of session ${session}`);
    return file;
  }

  /** Sessions of which there are files; some may be in use. @throws where the folder cannot be read */
  sessions(): string[] {
    const prefix = `${this.#station}.`;
    return namesIn(this.#folder)
      .filter((name) => name.startsWith(prefix) && name.endsWith(SUFFIX))
      .map((name) => name.slice(prefix.length, -SUFFIX.length));
  }

  /**
   * What an earlier broadcast left unsent; undefined where another process has it, or nothing was left. Rejects where it
   * cannot be opened.
   */
  async take(session: string): Promise<KeptFile | undefined> {
    const file = await this.#open(session);
    if (file?.contents !== undefined) return file;
    await file?.remove();
    return undefined;
  }

  async #open(session: string): Promise<KeptFile | undefined> {
    const path = join(this.#folder, `${this.#station}.${session}${SUFFIX}`);
    const claim = await claimPath(path);
    if (claim === undefined) return undefined;
    try {
      const file = new NodeSpillFile(path);
      const contents = readSpill(file);
      const owner = { session, station: this.#station };
      const log = new SpillLog({ file, owner, ...(contents && { found: contents }) });
      const close = (): void => {
        log.close();
        claim.release();
      };
      const remove = async (): Promise<void> => {
        unlinkSync(path);
        close();
      };
      return { log, contents, close, remove };
    } catch (error) {
      claim.release();
      throw error;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const isNothingKept = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isNothingKept) return [];
    throw error;
  }
}
