import { readdirSync, readFileSync } from 'node:fs';

/** The process ids of the ffmpegs that this process runs. Reads /proc, so only on Linux. */
export function childFfmpegPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isChildFfmpeg(pid))
    .map(Number);
}

function isChildFfmpeg(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return new RegExp(`^${pid} \\(ffmpeg\\) [^Z] ${process.pid} `).test(stat);
  } catch {
    // It ended in the meantime.
    return false;
  }
}
