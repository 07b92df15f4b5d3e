/** Exchanges that are remembered: about a minute of them, so that two drifting clocks are followed. */
const REMEMBERED = 64;

interface Exchange {
  readonly roundTripMs: number;
  readonly offsetMs: number;
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

  /** Takes an answer: when it was asked and received on the sender's clock, and what the server's clock said. */
  add(exchange: { sentAtMs: number; receivedAtMs: number; serverTimeMs: number }): void {
    const roundTripMs = exchange.receivedAtMs - exchange.sentAtMs;
    if (roundTripMs < 0) return;
    const offsetMs = exchange.serverTimeMs - (exchange.sentAtMs + roundTripMs / 2);
    this.#exchanges.push({ roundTripMs, offsetMs });
    if (this.#exchanges.length > REMEMBERED) this.#exchanges.shift();
  }

  #best(): Exchange | undefined {
    return this.#exchanges.reduce<Exchange | undefined>(
      (best, exchange) => (best === undefined || exchange.roundTripMs < best.roundTripMs ? exchange : best),
      undefined,
    );
  }
}
