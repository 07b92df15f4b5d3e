import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolBudget } from './spool-budget.ts';

/** A temporary file that is written once, read once and then gone. */
export class SpoolFile {
  readonly path: string;
  readonly #folder: string;
  readonly #budget: SpoolBudget;
  readonly #file: FileHandle;
  #writtenBytes = 0;
  #removed: Promise<void> | undefined;

  static async create(budget: SpoolBudget): Promise<SpoolFile> {
    await mkdir(budget.folder, { recursive: true });
    const folder = await mkdtemp(join(budget.folder, 'spool-'));
    const path = join(folder, 'body');
    return new SpoolFile({ folder, path, budget, file: await open(path, 'wx', 0o600) });
  }

  private constructor(options: { folder: string; path: string; budget: SpoolBudget; file: FileHandle }) {
    this.path = options.path;
    this.#folder = options.folder;
    this.#budget = options.budget;
    this.#file = options.file;
  }

  /** Appends. @throws WireError `too-large` */
  async write(bytes: Buffer): Promise<void> {
    this.#budget.take(bytes.length);
    this.#writtenBytes += bytes.length;
    await this.#file.writeFile(bytes);
  }

  /** Lets go of the file. Never rejects; may be called again. */
  remove(): Promise<void> {
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async #remove(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
    this.#budget.giveBack(this.#writtenBytes);
  }
}
