import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FILLER = 'filler';

/** A file system of its own in memory, small enough to be full soon. */
export class TinyDisk {
  readonly folder: string;

  /** Rejects where this process may not mount one. */
  static async mount(sizeBytes: number): Promise<TinyDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'tiny-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder]);
    } catch (cause) {
      await rm(folder, { recursive: true });
      throw cause;
    }
    return new TinyDisk(folder);
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Fills it to the last byte, also where others write to it at the same time. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(join(this.folder, FILLER), Buffer.alloc(bavail * bsize)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    });
  }

  /** Takes away what filled it. */
  async relieve(): Promise<void> {
    await rm(join(this.folder, FILLER), { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
    await rm(this.folder, { recursive: true });
  }
}
