import { performance } from 'node:perf_hooks';

/** The server's time in ms since the Unix epoch; set once at the start, so that a change of the wall clock moves nothing. */
export function serverNow(): number {
  return performance.timeOrigin + performance.now();
}
