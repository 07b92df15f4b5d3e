import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (USER_HZ), whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;
const FIELDS_BEFORE_STATE = 2;
const UTIME_FIELD = 14;
const STIME_FIELD = 15;

/** Processor time a process has used so far, all threads, without its child processes; in ms, in steps of 10. */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name stands in brackets and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const fieldAt = (field: number): number => Number(fields[field - FIELDS_BEFORE_STATE - 1]);
  return ((fieldAt(UTIME_FIELD) + fieldAt(STIME_FIELD)) / TICKS_PER_SECOND) * 1_000;
}

/** What several processes have used so far, as {@link cpuTimeMs}. */
export function totalCpuTimeMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuTimeMs(pid), 0);
}

/** Resident memory of a process, in kB. */
export function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
