import { access, constants, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, good } from '../finding.ts';

/** A folder that the server writes to. */
export interface CheckedFolder {
  /** Its setting. */
  readonly setting: string;
  readonly folder: string;
  readonly leastFreeMb: number;
  /** How fast it must take files. */
  readonly leastMbPerSecond: number;
}

const TRIAL_MB = 8;
const BYTES_PER_MB = 1_000_000;
/** From statfs(2). */
const TMPFS = 0x01021994;

/** Whether a folder takes what the server writes: it may be written, has room, and is fast enough. */
export async function checkFolder(checked: CheckedFolder): Promise<Finding[]> {
  const { setting, folder, leastFreeMb, leastMbPerSecond } = checked;
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK);
    const { bavail, bsize, type } = await statfs(folder);
    const freeMb = (bavail * bsize) / BYTES_PER_MB;
    if (freeMb < leastFreeMb) return [full(checked, freeMb)];
    const mbPerSecond = await measureWriting(folder);
    if (mbPerSecond < leastMbPerSecond) return [slow(checked, mbPerSecond)];
    const place = type === TMPFS ? 'in memory, ' : '';
    const figures = `${Math.round(freeMb)} MB free, written at ${Math.round(mbPerSecond)} MB/s`;
    return [good(`${setting} ${folder}: ${place}${figures}.`)];
  } catch (error) {
    return [unwritable(checked, error)];
  }
}

async function measureWriting(folder: string): Promise<number> {
  const path = join(folder, `.doctor-${process.pid}`);
  const startedAtMs = performance.now();
  const file = await open(path, 'w');
  try {
    for (let written = 0; written < TRIAL_MB; written++)
      await file.write(Buffer.alloc(BYTES_PER_MB, written));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
  return TRIAL_MB / ((performance.now() - startedAtMs) / 1_000);
}

function full({ setting, folder, leastFreeMb }: CheckedFolder, freeMb: number): Finding {
  return {
    level: 'fault',
    what: `${setting} ${folder} has ${freeMb.toFixed(0)} MB left; ${leastFreeMb} MB are needed.`,
    why: 'Sound that cannot be written is not acknowledged, and waits at the broadcaster.',
    remedy: 'Make room on its disk, name another folder, or keep less.',
  };
}

function slow({ setting, folder, leastMbPerSecond }: CheckedFolder, mbPerSecond: number): Finding {
  return {
    level: 'warning',
    what: `${setting} ${folder} takes ${mbPerSecond.toFixed(1)} MB/s; ${leastMbPerSecond} MB/s are needed.`,
    why: 'Segments and acknowledgements are late on a disk that is slow.',
    remedy: 'Put it on another disk, segments best in memory.',
  };
}

function unwritable({ setting, folder }: CheckedFolder, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    level: 'fault',
    what: `${setting} ${folder} cannot be written: ${reason}`,
    why: 'The server keeps what it serves and what it received there.',
    remedy: 'Give the folder to the user that runs the server, or name another one.',
  };
}
