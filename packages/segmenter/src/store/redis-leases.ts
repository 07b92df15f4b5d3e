import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { HandOver } from '../hand-over.ts';
import type { Logger } from '../logger.ts';
import type { RedisConnection } from './redis-connection.ts';
import { leftWords } from './redis-hand-over.ts';
import { keysOf, RELEASED_CHANNEL } from './redis-keys.ts';
import { CLAIM_SCRIPT, type ClaimOutcome, RELEASE_SCRIPT } from './redis-scripts.ts';

/** How long a lease outlives who holds it. */
const LEASE_MS = 2_000;
const ASK_EVERY_MS = 400;
/** How long what a process left of a station is worth something. */
const LEFT_MS = 60_000;

/** What leases need. */
export interface RedisLeasesOptions {
  readonly connection: RedisConnection;
  /** Tells this process from others; the same after a restart, so that it has its stations back at once. */
  readonly owner: string;
  readonly logger: Logger;
}

/** Who wants a station. */
export interface LeaseListener {
  /** The station may be written from now on; it is asked for again where this rejects. */
  readonly onTaken: (station: string, ticket: string) => Promise<void>;
  /** Another process has it, or had it meanwhile. */
  readonly onLost: (station: string) => void;
}

interface Wish extends LeaseListener {
  readonly station: string;
  /** There while the station is held. */
  ticket: string | undefined;
}

/** The stations that this process may write: a lease each, renewed until the process ends, then anybody's. */
export class RedisLeases {
  readonly #options: RedisLeasesOptions;
  readonly #wishes = new Map<string, Wish>();
  readonly #closing = new AbortController();
  /** Until then no lease is taken that nobody holds: who held it before Redis was lost comes back first. */
  #takeAfterMs = 0;
  #asking: Promise<void> = Promise.resolve();

  constructor(options: RedisLeasesOptions) {
    this.#options = options;
    options.connection.onReconnected(() => {
      this.#takeAfterMs = performance.now() + LEASE_MS;
      void this.#askForAll();
    });
    void this.#goOnAsking();
    void this.#hearOfReleases();
  }

  /** Asks for stations from now on; resolves when each was asked for once. */
  async claim(stations: readonly string[], listener: LeaseListener): Promise<void> {
    for (const station of stations) this.#wishes.set(station, { ...listener, station, ticket: undefined });
    await this.#askForAll();
  }

  /** What proves that this process may write a station; undefined while it may not. */
  ticketOf(station: string): string | undefined {
    return this.#wishes.get(station)?.ticket;
  }

  /** Gives a station back and wants it no more; `left` is for who has it next. */
  async release(station: string, left?: HandOver): Promise<void> {
    const wish = this.#wishes.get(station);
    this.#wishes.delete(station);
    await this.#asking;
    if (wish?.ticket === undefined) return;
    const { lease, left: leftKey } = keysOf(station);
    const words = [wish.ticket, RELEASED_CHANNEL, station, String(LEFT_MS), ...(left ? leftWords(left) : [])];
    await this.#options.connection.run(RELEASE_SCRIPT, { keys: [lease, leftKey], words });
  }

  /** Gives all stations back. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#wishes.keys()].map((station) => this.release(station)));
  }

  /** Who gives a station up says so, and whoever waits has it at once; without a word it is asked for all the same. */
  async #hearOfReleases(): Promise<void> {
    const { connection, logger } = this.#options;
    try {
      await connection.listen(RELEASED_CHANNEL, (station) => {
        const wish = this.#wishes.get(station);
        if (wish) this.#asking = this.#asking.then(() => this.#ask(wish));
      });
    } catch (cause) {
      logger.debug({ err: cause }, 'nobody tells when a station is given up; it is asked for');
    }
  }

  async #goOnAsking(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await setTimeout(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
      await this.#askForAll();
    }
  }

  /** One round after the other. */
  #askForAll(): Promise<void> {
    this.#asking = this.#asking.then(async () => {
      await Promise.all([...this.#wishes.values()].map((wish) => this.#ask(wish)));
    });
    return this.#asking;
  }

  async #ask(wish: Wish): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const { connection, owner, logger } = this.#options;
    const { station } = wish;
    const isHeld = wish.ticket !== undefined;
    const ticket = wish.ticket ?? `${owner} ${randomUUID()}`;
    const unheldWay = performance.now() >= this.#takeAfterMs ? 'take' : 'wait';
    const { lease, lastTicket, awaited } = keysOf(station);
    try {
      const outcome = (await connection.run(CLAIM_SCRIPT, {
        keys: [lease, lastTicket, awaited],
        words: [owner, ticket, String(LEASE_MS), isHeld ? 'keep' : unheldWay],
      })) as ClaimOutcome;
      if (outcome === 'held' && !isHeld) {
        await wish.onTaken(station, ticket);
        wish.ticket = ticket;
      } else if (outcome !== 'held' && isHeld) {
        wish.ticket = undefined;
        wish.onLost(station);
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      logger.debug({ station, error }, 'a station could not be asked for');
    }
  }
}
