import type { Clock } from '@ringcast/player';

interface Timer {
  readonly intervalMs: number;
  readonly tick: () => void;
  dueMs: number;
}

/** A clock that a test moves on. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs = 1_000;

  /** Timers that run now. */
  get timerCount(): number {
    return this.#timers.size;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Date.UTC(2025, 10, 20, 12) + this.#nowMs;
  }

  every(intervalMs: number, tick: () => void): () => void {
    const timer: Timer = { intervalMs, tick, dueMs: this.#nowMs + intervalMs };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves on, ticking on the way. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    while (this.#nowMs < endMs) {
      this.#nowMs = Math.min(endMs, ...[...this.#timers].map(({ dueMs }) => dueMs));
      for (const timer of this.#timers) {
        if (timer.dueMs > this.#nowMs) continue;
        timer.dueMs += timer.intervalMs;
        timer.tick();
      }
    }
  }
}
