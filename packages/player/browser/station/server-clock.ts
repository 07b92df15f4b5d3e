const EXCHANGES = 5;
const RESYNC_AFTER_MS = 180_000;
const RETRY_AFTER_MS = 5_000;
/** The two local clocks part by more than this when the machine slept or its clock was set. */
const CLOCK_JUMP_MS = 100;

/** One question to the server for its time, as measured by `performance.now()`. */
export interface TimeExchange {
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** The server's clock at some moment between the two, in ms since the Unix epoch. */
  readonly serverTimeMs: number;
}

/** What exchanges tell of the server. */
export interface TimeLesson {
  /** What to add to `performance.now()` to get the server's time. */
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/**
 * What exchanges tell: the one with the shortest round trip was delayed least, so it is the least wrong, at most by half
 * its round trip (as in NTP, RFC 5905 section 8).
 */
export function lessonOf(exchanges: readonly TimeExchange[]): TimeLesson | undefined {
  const lessons = exchanges.map(({ sentAtMs, receivedAtMs, serverTimeMs }) => ({
    offsetMs: serverTimeMs - (sentAtMs + receivedAtMs) / 2,
    roundTripMs: receivedAtMs - sentAtMs,
  }));
  return lessons.toSorted((a, b) => a.roundTripMs - b.roundTripMs)[0];
}

/** The server's clock, learned over `GET /api/time` and learned again every few minutes. */
export class ServerClock {
  readonly #timeUrl: string;
  readonly #closed = new AbortController();
  #lesson: TimeLesson | undefined;
  #localDifferenceMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeUrl: string) {
    this.#timeUrl = timeUrl;
    void this.#synchronise();
  }

  /** The server's time in ms since the Unix epoch; undefined until the first exchange is back. */
  nowMs(): number | undefined {
    if (this.#lesson === undefined) return undefined;
    const jumpMs = Date.now() - performance.now() - this.#localDifferenceMs;
    // performance.now() stands still while some machines sleep.
    if (Math.abs(jumpMs) > CLOCK_JUMP_MS) void this.#synchronise();
    return performance.now() + this.#lesson.offsetMs;
  }

  /** The shortest way to the server and back lately; undefined until the first exchange is back. */
  get roundTripMs(): number | undefined {
    return this.#lesson?.roundTripMs;
  }

  /** Asks no more. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }

  async #synchronise(): Promise<void> {
    clearTimeout(this.#timer);
    this.#localDifferenceMs = Date.now() - performance.now();
    const before = this.#lesson;
    const exchanges: TimeExchange[] = [];
    try {
      while (exchanges.length < EXCHANGES) {
        exchanges.push(await this.#exchange());
        // The first is better than nothing, though it may have waited for the connection.
        this.#lesson = before ?? lessonOf(exchanges);
      }
    } catch {
      // What is back already is used; the rest is asked for again.
    }
    if (this.#closed.signal.aborted) return;
    this.#lesson = lessonOf(exchanges) ?? before;
    const isComplete = exchanges.length === EXCHANGES;
    this.#timer = setTimeout(() => void this.#synchronise(), isComplete ? RESYNC_AFTER_MS : RETRY_AFTER_MS);
  }

  async #exchange(): Promise<TimeExchange> {
    const sentAtMs = performance.now();
    const response = await fetch(this.#timeUrl, { cache: 'no-store', signal: this.#closed.signal });
    const receivedAtMs = performance.now();
    const { nowMs } = (await response.json()) as { nowMs?: unknown };
    if (typeof nowMs !== 'number') throw new Error(`${this.#timeUrl} answered without the number nowMs`);
    return { sentAtMs, receivedAtMs, serverTimeMs: nowMs };
  }
}
