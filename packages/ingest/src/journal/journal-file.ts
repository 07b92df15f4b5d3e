import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';

/** O_DSYNC: a write that has returned is on the disk, which takes fewer calls than a sync after each. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_DSYNC ?? 0);
const MODE = 0o640;

/** A file that only grows, and whose every byte up to `bytes` is on the disk. */
export class JournalFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #bytes = 0;

  /** Makes the file, in place of one that may be there. */
  static async create(path: string): Promise<JournalFile> {
    return new JournalFile(path, await open(path, FLAGS, MODE));
  }

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when all of it is on the disk. After a rejection the file must be left, see {@link abandon}. */
  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const position = this.#bytes + written;
      const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, position);
      written += bytesWritten;
    }
    this.#bytes += bytes.length;
  }

  /**
   * Takes back what was written in part, as far as the disk lets it; a file with nothing else in it goes. It is not
   * written again: after a failed write the kernel may hold pages as clean that never reached the disk.
   */
  async abandon(): Promise<void> {
    await this.#handle.truncate(this.#bytes).catch(() => {});
    await this.#handle.close().catch(() => {});
    if (this.#bytes === 0) await rm(this.path, { force: true }).catch(() => {});
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#handle.close();
  }
}
