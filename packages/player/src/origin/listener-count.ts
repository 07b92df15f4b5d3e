import type { Clock } from '../clock.ts';

/** How many are told apart at most; beyond it the count stands still rather than memory growing. */
const MAX_CLIENTS = 50_000;
/** A key need not be longer than what tells clients apart. */
const MAX_KEY_LENGTH = 200;

/** Counts the distinct clients that came by within a span of time. */
export class ListenerCount {
  readonly #clock: Clock;
  readonly #spanMs: number;
  /** When each client was here last; the one that was here longest ago comes first. */
  readonly #lastSeenMs = new Map<string, number>();

  constructor(clock: Clock, spanMs: number) {
    this.#clock = clock;
    this.#spanMs = spanMs;
  }

  /** Takes note of a client. `key` is whatever tells it from others. */
  note(key: string): void {
    const nowMs = this.#clock.monotonicMs();
    const client = key.length > MAX_KEY_LENGTH ? key.slice(0, MAX_KEY_LENGTH) : key;
    const isKnown = this.#lastSeenMs.delete(client);
    if (!isKnown) this.#forgetBefore(nowMs - this.#spanMs);
    if (isKnown || this.#lastSeenMs.size < MAX_CLIENTS) this.#lastSeenMs.set(client, nowMs);
  }

  /** Clients seen within the span. */
  count(): number {
    this.#forgetBefore(this.#clock.monotonicMs() - this.#spanMs);
    return this.#lastSeenMs.size;
  }

  #forgetBefore(oldestMs: number): void {
    for (const [client, seenMs] of this.#lastSeenMs) {
      if (seenMs >= oldestMs) return;
      this.#lastSeenMs.delete(client);
    }
  }
}
