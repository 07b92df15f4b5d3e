import type { PartPlace } from './derived-playlist.ts';
import { spread } from '../station/retry-delay.ts';
import { fetchPart, type PartAnswer } from './part-fetch.ts';
import type { Chunk } from './transfer.ts';

/** A part that the chain has fetched. */
export interface ChainedPart extends PartPlace {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly Chunk[];
  /** Whether the playlist says something new of what plays from here on. */
  readonly bringsSong: boolean;
}

/** Settings of a {@link PartChain}. */
export interface PartChainOptions {
  /** The URL of a part in the rendition that is wanted at the moment; undefined where none is. */
  readonly urlOf: (place: PartPlace) => string | undefined;
  readonly onPart: (part: ChainedPart) => void;
  /** A part came after the server, or the way to it, was away for a moment. */
  readonly onReturned: () => void;
  /** The next part cannot be had: the true playlist has to be asked. */
  readonly onBroken: () => void;
}

/** Where the chain goes on. */
export interface ChainStart extends PartPlace {
  readonly partsPerSegment: number;
  readonly partMs: number;
}

/** Parts kept for whoever asks for them. */
const KEPT_PARTS = 40;
/** A part that is later than this is asked for again, over a new connection. */
const PATIENCE_MS = 1_000;
/** Give or take a quarter, so that listeners who lost a server together do not come back together. */
const RETRY_AFTER_MS = 200;
const LATER_RETRY_AFTER_MS = 1_000;
/** So long a server that restarts is looked for often; nobody waits by a server that is away for the second span. */
const LATER_AFTER_MS = 8_000;
const GIVEN_UP_AFTER_MS = 60_000;

/**
 * Fetches one part after the other, each asked for as soon as the one before is there: the server holds the request
 * for the part that EXT-X-PRELOAD-HINT names until it exists. That saves a playlist and a round trip a part.
 */
export class PartChain {
  readonly #options: PartChainOptions;
  readonly #kept = new Map<string, ChainedPart>();
  #run: AbortController | undefined;
  #next: PartPlace | undefined;
  #isAway = false;
  #awaited: { url: string; answer: Promise<ChainedPart | undefined> } | undefined;

  constructor(options: PartChainOptions) {
    this.#options = options;
  }

  /** Whether it goes on. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** The part that is being fetched. */
  get next(): PartPlace | undefined {
    return this.#next;
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
    this.#next = undefined;
    this.#awaited = undefined;
    this.#isAway = false;
    this.#kept.clear();
  }

  /** A part that is there or on its way; undefined where the chain has nothing to do with it. */
  take(url: string): Promise<ChainedPart | undefined> | undefined {
    const kept = this.#kept.get(url);
    if (kept !== undefined) return Promise.resolve(kept);
    return this.#awaited?.url === url ? this.#awaited.answer : undefined;
  }

  async #fetchOn(start: ChainStart, signal: AbortSignal): Promise<void> {
    let place: PartPlace = start;
    while (!signal.aborted) {
      this.#next = place;
      const url = this.#options.urlOf(place);
      if (url === undefined) break;
      const answer = this.#fetch(url, place, { signal, patienceMs: PATIENCE_MS + 2 * start.partMs });
      this.#awaited = { url, answer };
      const part = await answer;
      if (signal.aborted) return;
      if (part === undefined) break;
      this.#keep(part);
      this.#options.onPart(part);
      if (this.#isAway) this.#options.onReturned();
      this.#isAway = false;
      const isLast = place.part === start.partsPerSegment - 1;
      place = isLast ? { msn: place.msn + 1, part: 0 } : { msn: place.msn, part: place.part + 1 };
    }
    if (signal.aborted) return;
    this.stop();
    this.#options.onBroken();
  }

  async #fetch(
    url: string,
    place: PartPlace,
    options: { signal: AbortSignal; patienceMs: number },
  ): Promise<ChainedPart | undefined> {
    const lostAtMs = performance.now();
    for (let awayMs = 0; awayMs < GIVEN_UP_AFTER_MS && !options.signal.aborted; ) {
      const answer: PartAnswer = await fetchPart(url, options);
      if (answer.kind === 'done') return { ...place, ...answer, url };
      if (answer.kind === 'refused') return undefined;
      this.#isAway = true;
      awayMs = performance.now() - lostAtMs;
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
