import { readdirSync, readFileSync } from 'node:fs';

/** The process ids of the ffmpegs that a process runs; default this one. Reads /proc, so only on Linux. */
export function childFfmpegPids(parentPid = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isChildFfmpeg(pid, parentPid))
    .map(Number);
}

function isChildFfmpeg(pid: string, parentPid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return new RegExp(`^${pid} \\(ffmpeg\\) [^Z] ${parentPid} `).test(stat);
  } catch {
    // It ended in the meantime.
    return false;
  }
}
