import type { PartPlace } from './derived-playlist.ts';
import { spread } from '../station/retry-delay.ts';
import { fetchPart, type PartAnswer } from './part-fetch.ts';
import type { Chunk } from './transfer.ts';

/** A part that the chain has fetched. */
export interface ChainedPart extends PartPlace {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly Chunk[];
  /** Whether it was there before the chain began, so that nothing can be said of when it came. */
  readonly isEarlier: boolean;
  /** Whether the playlist says something new of what plays from here on. */
  readonly bringsSong: boolean;
}

/** Settings of a {@link PartChain}. */
export interface PartChainOptions {
  /** The URL of a part in the rendition that is wanted at the moment; undefined where none is. */
  readonly urlOf: (place: PartPlace) => string | undefined;
  /** To the server and back; undefined where that is not known. */
  readonly roundTripMs: () => number | undefined;
  readonly onPart: (part: ChainedPart) => void;
  /** A part came after the server, or the way to it, was away for a moment. */
  readonly onReturned: () => void;
  /** The next part cannot be had: the true playlist has to be asked. */
  readonly onBroken: () => void;
}

/** Where the chain goes on. */
export interface ChainStart extends PartPlace {
  /** Parts right before it, oldest first, which are there already. */
  readonly before: readonly PartPlace[];
  readonly partsPerSegment: number;
  readonly partMs: number;
}

/** A part that was asked for. */
interface AwaitedPart {
  readonly place: PartPlace;
  readonly url: string;
  readonly isEarlier: boolean;
  readonly answer: Promise<FetchedPart | undefined>;
}

interface FetchedPart {
  readonly part: ChainedPart;
  /** Whether the server, or the way to it, was away meanwhile. */
  readonly wasLost: boolean;
}

/** Parts kept for whoever asks for them. */
const KEPT_PARTS = 40;
/** A part that is later than this is asked for again, over a new connection. */
const PATIENCE_MS = 1_000;
/** A round trip of this share of a part leaves time for the request to be there before the part. */
const ROUND_TRIP_SHARE = 0.8;
/** The server waits for one more, and a browser has six connections to a server. */
const MOST_AWAITED = 3;
/** With those that are there already. */
const MOST_AT_ONCE = 4;
/** Give or take a quarter, so that listeners who lost a server together do not come back together. */
const RETRY_AFTER_MS = 200;
const LATER_RETRY_AFTER_MS = 1_000;
/** So long a server that restarts is looked for often; nobody waits by a server that is away for the second span. */
const LATER_AFTER_MS = 8_000;
const GIVEN_UP_AFTER_MS = 60_000;

/**
 * Fetches one part after the other, each asked for as soon as the one before is there: the server holds the request
 * for the part that EXT-X-PRELOAD-HINT names until it exists. That saves a playlist and a round trip a part. Where a
 * round trip is longer than a part, the next ones are asked for before, or each would come later than the last; and
 * those that playing begins with are all asked for at once.
 */
export class PartChain {
  readonly #options: PartChainOptions;
  readonly #kept = new Map<string, ChainedPart>();
  #run: AbortController | undefined;
  /** In the order of the stream. */
  #awaited: AwaitedPart[] = [];

  constructor(options: PartChainOptions) {
    this.#options = options;
  }

  /** Whether it goes on. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** The part that comes next. */
  get next(): PartPlace | undefined {
    return this.#awaited[0]?.place;
  }

  /** Where the part of a place comes, or came, from; undefined where it was not asked for. */
  urlAt({ msn, part }: PartPlace): string | undefined {
    const isThere = (place: PartPlace): boolean => place.msn === msn && place.part === part;
    const awaited = this.#awaited.find(({ place }) => isThere(place));
    return (awaited ?? [...this.#kept.values()].find(isThere))?.url;
  }

  /** Begins, where it does not run. */
  start(from: ChainStart): void {
    if (this.#run !== undefined) return;
    this.#run = new AbortController();
    void this.#fetchOn(from, this.#run.signal);
  }

  /** Fetches no more, and forgets what it has; safe to call twice. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#awaited = [];
    this.#kept.clear();
  }

  /** A part that is there or on its way; undefined where the chain has nothing to do with it. */
  take(url: string): Promise<ChainedPart | undefined> | undefined {
    const kept = this.#kept.get(url);
    if (kept !== undefined) return Promise.resolve(kept);
    const awaited = this.#awaited.find((one) => one.url === url);
    return awaited?.answer.then((fetched) => fetched?.part);
  }

  async #fetchOn(start: ChainStart, signal: AbortSignal): Promise<void> {
    const isFar = this.#wanted(start) > 1;
    const earlier = isFar ? start.before.slice(this.#wanted(start) - MOST_AT_ONCE) : [];
    let wasLost = false;
    let next: PartPlace = { msn: start.msn, part: start.part };
    while (!signal.aborted) {
      const wanted = this.#wanted(start);
      const patienceMs = PATIENCE_MS + (1 + wanted) * start.partMs;
      const isMissing = (): boolean => this.#awaited.filter(({ isEarlier }) => !isEarlier).length < wanted;
      while (earlier.length > 0 || isMissing()) {
        const isEarlier = earlier.length > 0;
        const place = earlier.shift() ?? next;
        const url = this.#options.urlOf(place);
        if (url === undefined) break;
        const answer = this.#fetch(url, { ...place, isEarlier }, { signal, patienceMs });
        this.#awaited.push({ place, url, isEarlier, answer });
        if (!isEarlier) next = following(place, start);
      }
      const fetched = await this.#awaited[0]?.answer;
      if (signal.aborted) return;
      if (fetched === undefined) break;
      this.#awaited.shift();
      this.#keep(fetched.part);
      this.#options.onPart(fetched.part);
      // Several may have been on their way.
      if (fetched.wasLost && !wasLost) this.#options.onReturned();
      wasLost = fetched.wasLost;
    }
    if (signal.aborted) return;
    this.stop();
    this.#options.onBroken();
  }

  /** How many have to be asked for at once, so that each request is there before its part. */
  #wanted({ partMs }: ChainStart): number {
    const roundTripMs = this.#options.roundTripMs() ?? 0;
    return Math.min(Math.max(1, Math.ceil(roundTripMs / (partMs * ROUND_TRIP_SHARE))), MOST_AWAITED);
  }

  async #fetch(
    url: string,
    place: PartPlace & Pick<ChainedPart, 'isEarlier'>,
    options: { signal: AbortSignal; patienceMs: number },
  ): Promise<FetchedPart | undefined> {
    const askedAtMs = performance.now();
    let wasLost = false;
    for (let awayMs = 0; awayMs < GIVEN_UP_AFTER_MS && !options.signal.aborted; ) {
      const answer: PartAnswer = await fetchPart(url, options);
      if (answer.kind === 'done') return { part: { ...place, ...answer, url }, wasLost };
      if (answer.kind === 'refused') return undefined;
      wasLost = true;
      awayMs = performance.now() - askedAtMs;
      const pauseMs = awayMs < LATER_AFTER_MS ? RETRY_AFTER_MS : LATER_RETRY_AFTER_MS;
      await new Promise((resolve) => setTimeout(resolve, spread(pauseMs, Math.random())));
    }
    return undefined;
  }

  #keep(part: ChainedPart): void {
    this.#kept.set(part.url, part);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT_PARTS && !oldest.done) this.#kept.delete(oldest.value);
  }
}

/** The place after another. */
export function following(
  { msn, part }: PartPlace,
  { partsPerSegment }: Pick<ChainStart, 'partsPerSegment'>,
): PartPlace {
  return part === partsPerSegment - 1 ? { msn: msn + 1, part: 0 } : { msn, part: part + 1 };
}
