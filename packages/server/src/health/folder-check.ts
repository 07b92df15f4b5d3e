import { access, constants, statfs } from 'node:fs/promises';
import type { HealthCheck } from './health.ts';

const LEAST_BYTES = 1_000_000;
const BYTES_PER_MB = 1_000_000;

/**
 * Whether folders take files: each is there, may be written and has room. They are looked at one after the other, so
 * that a disk that hangs holds one thread of Node's pool, which has four; the folders behind it do not answer either.
 *
 * @param folders by the names of their checks
 */
export function checkFolders(folders: Readonly<Record<string, string>>): HealthCheck[] {
  let before: Promise<unknown> = Promise.resolve();
  return Object.entries(folders).map(([name, folder]) => ({
    name,
    findFault() {
      const fault = before.then(() => faultOf(folder));
      before = fault.catch(() => {});
      return fault;
    },
  }));
}

async function faultOf(folder: string): Promise<string | undefined> {
  await access(folder, constants.R_OK | constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= LEAST_BYTES) return undefined;
  return `${folder} has ${(freeBytes / BYTES_PER_MB).toFixed(1)} MB left, and 1 MB is the least; make room on its disk`;
}
