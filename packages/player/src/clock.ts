import { performance } from 'node:perf_hooks';

/** Time, given from outside so that a test need not wait for it. */
export interface Clock {
  /** Milliseconds from an arbitrary point; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch, with a fraction. */
  wallMs(): number;
  /** Calls `tick` every `intervalMs`; returns how to stop. */
  every(intervalMs: number, tick: () => void): () => void;
}

/** The machine's own time. Its timers keep no process alive. */
export const SYSTEM_CLOCK: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => performance.timeOrigin + performance.now(),
  every(intervalMs, tick) {
    const timer = setInterval(tick, intervalMs).unref();
    return () => clearInterval(timer);
  },
};
