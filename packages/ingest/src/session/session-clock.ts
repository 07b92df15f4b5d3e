/** Time, as sessions see it. */
export interface SessionClock {
  /** Wall-clock time in ms since the Unix epoch. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`; returns how to call that off. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** The machine's clock. Its timers keep no process alive. */
export const machineClock: SessionClock = {
  nowMs: () => Date.now(),
  schedule(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
