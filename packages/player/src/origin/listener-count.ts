import type { Clock } from '../clock.ts';

/** How many are told apart at most; beyond it the count stands still rather than memory growing. */
const MAX_CLIENTS = 50_000;
/** A key need not be longer than what tells clients apart. */
const MAX_KEY_LENGTH = 200;

/** Counts the distinct clients that came by within a span of time. */
export class ListenerCount {
  readonly #clock: Clock;
  readonly #spanMs: number;
  readonly #lastSeenMs = new Map<string, number>();
  #forgetAtMs: number;

  constructor(clock: Clock, spanMs: number) {
    this.#clock = clock;
    this.#spanMs = spanMs;
    this.#forgetAtMs = clock.monotonicMs() + spanMs;
  }

  /** Takes note of a client. `key` is whatever tells it from others. */
  note(key: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#forgetAtMs) this.#forget(nowMs);
    const client = key.length > MAX_KEY_LENGTH ? key.slice(0, MAX_KEY_LENGTH) : key;
    if (this.#lastSeenMs.size < MAX_CLIENTS || this.#lastSeenMs.has(client)) {
      this.#lastSeenMs.set(client, nowMs);
    }
  }

  /** Clients seen within the span. */
  count(): number {
    this.#forget(this.#clock.monotonicMs());
    return this.#lastSeenMs.size;
  }

  #forget(nowMs: number): void {
    this.#forgetAtMs = nowMs + this.#spanMs;
    for (const [client, seenMs] of this.#lastSeenMs) {
      if (nowMs - seenMs > this.#spanMs) this.#lastSeenMs.delete(client);
    }
  }
}
