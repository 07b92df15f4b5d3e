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

const MAX_AHEAD_MS = 5_000;
const MAX_BEHIND_MS = 24 * 3_600_000;

/** Whether something can have been captured at a time, in ms since the Unix epoch. */
export function isCredible(capturedAtMs: number, clock: SessionClock): boolean {
  const aheadMs = capturedAtMs - clock.nowMs();
  return aheadMs <= MAX_AHEAD_MS && aheadMs >= -MAX_BEHIND_MS;
}
