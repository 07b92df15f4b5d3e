import type { Broadcast } from './broadcast.ts';
import type { BroadcastSettings } from './broadcast-options.ts';
import type { FeedOptions } from './feed.ts';
import { SegmenterError } from './segmenter-error.ts';
import type { StandByFeed } from './stand-by-feed.ts';
import { StandBySlot } from './stand-by-slot.ts';
import { StationFeed, type StationFeedStart } from './station-feed.ts';

/** What a seat needs. */
export interface StationSeatOptions {
  /** Those of the moment. */
  readonly settings: () => BroadcastSettings;
  /** Called when the source on air has ended and nobody takes over. */
  readonly onEnded: () => void;
}

/** Who is on air at a station, and who takes over. */
export class StationSeat {
  readonly #options: StationSeatOptions;
  readonly #standBy: StandBySlot;
  #broadcast: Broadcast | undefined;
  #feed: StationFeed | undefined;

  constructor(options: StationSeatOptions) {
    this.#options = options;
    this.#standBy = new StandBySlot(options.settings);
  }

  /** The feed on air, its source present or not. */
  get feed(): StationFeed | undefined {
    return this.#feed;
  }

  /** Why a source that came now would be refused; undefined where it would not. */
  get refusal(): string | undefined {
    return this.#feed?.isAttached ? this.#standBy.refusalBeside(this.#feed.options.kind) : undefined;
  }

  /** Lets a source stand by, where another is there; otherwise it is to be put on air. */
  standBy(options: FeedOptions): StandByFeed | undefined {
    if (!this.#feed?.isAttached) return undefined;
    return this.#standBy.open(options, () => this.#feed?.isAttached || this.takeOver());
  }

  /** Puts a source on air, in place of one that was lost. */
  put(broadcast: Broadcast, options: FeedOptions, start: Omit<StationFeedStart, 'onDetached'>): StationFeed {
    const { station, logger } = this.#options.settings();
    this.#leave(new SegmenterError('feed-replaced', `Another source took over station "${station}".`));
    const onDetached = () => void (this.#feed === feed && this.takeOver());
    const feed: StationFeed = new StationFeed(broadcast, options, { ...start, onDetached });
    this.#broadcast = broadcast;
    this.#feed = feed;
    feed.closed.addEventListener('abort', () => this.#onClosed(feed), { once: true });
    logger.info({ station, source: options.kind }, 'a source is on air');
    return feed;
  }

  /** Lets the source that stands by go on air; returns whether one does. */
  takeOver(): boolean {
    const broadcast = this.#broadcast;
    const standBy = broadcast && this.#standBy.take();
    if (!standBy) return false;
    standBy.takeOver((firstSample) => this.put(broadcast, standBy.options, { firstSample }));
    return true;
  }

  /** Nobody is on air any more, nor takes over. */
  clear(reason: SegmenterError): void {
    this.#broadcast = undefined;
    this.#standBy.close(reason);
    this.#leave(reason);
  }

  #leave(reason: SegmenterError): void {
    const feed = this.#feed;
    this.#feed = undefined;
    feed?.close(reason);
  }

  #onClosed(feed: StationFeed): void {
    if (this.#feed !== feed) return;
    const reason: unknown = feed.closed.reason;
    const hasEnded = reason instanceof SegmenterError && reason.code === 'station-ended';
    if (hasEnded && !this.takeOver()) this.#options.onEnded();
  }
}
