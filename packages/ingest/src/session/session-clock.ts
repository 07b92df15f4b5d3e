/** Time, as sessions see it. */
export interface SessionClock {
  /** Wall-clock time in ms since the Unix epoch. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`; returns how to call that off. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** A clock with the timers of Node, which keep no process alive. */
export function createSessionClock(nowMs: () => number): SessionClock {
  return {
    nowMs,
    schedule(delayMs, action) {
      const timer = setTimeout(action, delayMs).unref();
      return () => clearTimeout(timer);
    },
  };
}
