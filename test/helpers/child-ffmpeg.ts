import { readdirSync, readFileSync } from 'node:fs';

/** The process ids of the ffmpegs that a process runs; default this one. Reads /proc, so only on Linux. */
export function childFfmpegPids(parentPid = process.pid): number[] {
  return childPids('ffmpeg', parentPid);
}

/** The process ids of the programs of a name that a process runs. Reads /proc, so only on Linux. */
export function childPids(program: string, parentPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isChild(pid, { program, parentPid }))
    .map(Number);
}

function isChild(pid: string, { program, parentPid }: { program: string; parentPid: number }): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return new RegExp(`^${pid} \\(${program}\\) [^Z] ${parentPid} `).test(stat);
  } catch {
    // It ended in the meantime.
    return false;
  }
}
