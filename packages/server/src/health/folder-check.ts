import { access, constants, statfs } from 'node:fs/promises';
import type { HealthCheck } from './health.ts';

const LEAST_BYTES = 1_000_000;
const BYTES_PER_MB = 1_000_000;

/** Whether a folder takes files: it is there, may be written and has room. */
export function checkFolder(name: string, folder: string): HealthCheck {
  return {
    name,
    async findFault() {
      await access(folder, constants.R_OK | constants.W_OK);
      const { bavail, bsize } = await statfs(folder);
      const freeBytes = bavail * bsize;
      if (freeBytes >= LEAST_BYTES) return undefined;
      return `${folder} has ${(freeBytes / BYTES_PER_MB).toFixed(1)} MB left, and 1 MB is the least; make room on its disk`;
    },
  };
}
