import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HealthCheck } from './health.ts';

const SPAN_MS = 10_000;
/** Each look wakes the process up, which costs more than the look. */
const RESOLUTION_MS = 500;
/** Listeners hear it long before. */
const MAX_MEAN_DELAY_MS = 500;
const NS_PER_MS = 1_000_000;

/** Whether the process gets to its work: the mean delay of its event loop over the last 10 to 20 s. */
export function checkEventLoop(): HealthCheck {
  const delays = [
    monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
    monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
  ];
  for (const delay of delays) delay.enable();
  // Each is begun anew in its turn, so that the other one always covers a whole span.
  let turn = 0;
  setInterval(() => delays[(turn = 1 - turn)]?.reset(), SPAN_MS).unref();
  return {
    name: 'eventLoop',
    findFault() {
      const delayMs = (delays[1 - turn]?.mean ?? 0) / NS_PER_MS - RESOLUTION_MS;
      return delayMs > MAX_MEAN_DELAY_MS
        ? `the process gets to its work ${Math.round(delayMs)} ms late; it has more to do than this machine can`
        : undefined;
    },
  };
}
