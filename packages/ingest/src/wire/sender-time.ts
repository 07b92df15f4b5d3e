/** Exchanges that are remembered: about a minute of them, so that two drifting clocks are followed. */
const REMEMBERED = 64;

/** A question for the time and its answer. */
export interface TimeExchange {
  /** On the sender's clock. */
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** On the server's clock. */
  readonly serverTimeMs: number;
}

interface Exchange {
  readonly roundTripMs: number;
  readonly offsetMs: number;
  /** There, and back; both wrong by how far the clocks are apart. */
  readonly thereMs: number;
  readonly backMs: number;
}

/** How far the server's clock is ahead of the sender's: the offset of the exchange with the shortest round trip. */
export class ClockOffset {
  readonly #exchanges: Exchange[] = [];

  /** What to add to the sender's time to have the server's; undefined before the first exchange. */
  get offsetMs(): number | undefined {
    return this.#best()?.offsetMs;
  }

  /** The shortest round trip; the offset is wrong by half of it at most. */
  get roundTripMs(): number | undefined {
    return this.#best()?.roundTripMs;
  }

  /** How much longer the last answer took on its way back than the quickest. */
  get answerHeldMs(): number {
    const last = this.#exchanges.at(-1);
    return last === undefined ? 0 : last.backMs - Math.min(...this.#exchanges.map(({ backMs }) => backMs));
  }

  /** How much longer a question took on its way to the server than the quickest that was added. */
  questionHeldMs({ sentAtMs, serverTimeMs }: Omit<TimeExchange, 'receivedAtMs'>): number {
    const quickestMs = Math.min(...this.#exchanges.map(({ thereMs }) => thereMs));
    return Math.max(0, serverTimeMs - sentAtMs - quickestMs);
  }

  add({ sentAtMs, receivedAtMs, serverTimeMs }: TimeExchange): void {
    const roundTripMs = receivedAtMs - sentAtMs;
    if (roundTripMs < 0) return;
    const offsetMs = serverTimeMs - (sentAtMs + roundTripMs / 2);
    const thereMs = serverTimeMs - sentAtMs;
    this.#exchanges.push({ roundTripMs, offsetMs, thereMs, backMs: receivedAtMs - serverTimeMs });
    if (this.#exchanges.length > REMEMBERED) this.#exchanges.shift();
  }

  #best(): Exchange | undefined {
    return this.#exchanges.reduce<Exchange | undefined>(
      (best, exchange) => (best === undefined || exchange.roundTripMs < best.roundTripMs ? exchange : best),
      undefined,
    );
  }
}
