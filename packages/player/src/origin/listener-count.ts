import type { Clock } from '../clock.ts';

/** How many are told apart at most; beyond it the count stands still rather than memory growing. */
const MAX_CLIENTS = 50_000;
/** A key need not be longer than what tells clients apart. */
const MAX_KEY_LENGTH = 200;

/** A client, as it was seen last. */
interface SeenClient {
  atMs: number;
  rendition: string;
}

/** Counts the distinct clients that came by within a span of time, and which rendition each asked for last. */
export class ListenerCount {
  readonly #clock: Clock;
  readonly #spanMs: number;
  readonly #clients = new Map<string, SeenClient>();
  #forgetAtMs: number;

  constructor(clock: Clock, spanMs: number) {
    this.#clock = clock;
    this.#spanMs = spanMs;
    this.#forgetAtMs = clock.monotonicMs() + spanMs;
  }

  /** Takes note of a client. `key` is whatever tells it from others. */
  note(key: string, rendition: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#forgetAtMs) this.#forget(nowMs);
    const name = key.length > MAX_KEY_LENGTH ? key.slice(0, MAX_KEY_LENGTH) : key;
    const client = this.#clients.get(name);
    if (client) {
      client.atMs = nowMs;
      client.rendition = rendition;
    } else if (this.#clients.size < MAX_CLIENTS) {
      this.#clients.set(name, { atMs: nowMs, rendition });
    }
  }

  /** Clients seen within the span. */
  count(): number {
    this.#forget(this.#clock.monotonicMs());
    return this.#clients.size;
  }

  /** The same by rendition; only those that somebody asked for. */
  countByRendition(): ReadonlyMap<string, number> {
    this.#forget(this.#clock.monotonicMs());
    const counts = new Map<string, number>();
    for (const { rendition } of this.#clients.values()) {
      counts.set(rendition, (counts.get(rendition) ?? 0) + 1);
    }
    return counts;
  }

  #forget(nowMs: number): void {
    this.#forgetAtMs = nowMs + this.#spanMs;
    for (const [client, { atMs }] of this.#clients) {
      if (nowMs - atMs > this.#spanMs) this.#clients.delete(client);
    }
  }
}
