import { setTimeout as delay } from 'node:timers/promises';
import type { Feed, FeedOptions, Placement, SongNote } from './feed.ts';
import { BYTES_PER_SAMPLE } from './grid.ts';
import { SegmenterError } from './segmenter-error.ts';
import type { StationFeed } from './station-feed.ts';
import { Reserve } from './timeline/reserve.ts';
import { SourceClock, type Capture, type SourceClockOptions } from './timeline/source-clock.ts';

/** What a feed that stands by needs. */
export interface StandByFeedOptions extends Omit<SourceClockOptions, 'isClocked' | 'nowMs'> {
  readonly feed: FeedOptions;
  /** Called when its source is there again that was lost, unless it is on air. */
  readonly onBack: () => void;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

/**
 * A source that is there while another is on air. It sends as if it were on air itself, at the same pace; what it sent
 * last is kept, so that it takes over without running dry. From then on it is the feed that it was given.
 */
export class StandByFeed implements Feed {
  readonly options: FeedOptions;
  readonly #now: () => number;
  readonly #onBack: () => void;
  readonly #pace: SourceClock;
  readonly #reserve = new Reserve();
  readonly #closing = new AbortController();
  readonly #placementListeners = new Set<(placement: Placement) => void>();
  /** Once it is on air. */
  #feed: StationFeed | undefined;
  #nextSample = 0;
  #isAttached = true;
  #capture: Capture | undefined;

  constructor({ feed, ...options }: StandByFeedOptions) {
    this.options = feed;
    this.#now = options.now;
    this.#onBack = options.onBack;
    this.#pace = new SourceClock({ ...options, isClocked: feed.isClocked, nowMs: options.now() });
  }

  /**
   * Goes on air.
   *
   * @param open opens a feed of the station, whose first sample has this number.
   */
  takeOver(open: (firstSample: number) => StationFeed): void {
    const kept = this.#reserve.take(this.#now());
    const feed = open(kept[0]?.sample ?? this.#nextSample);
    this.#feed = feed;
    feed.closed.addEventListener('abort', () => this.close(feed.closed.reason as SegmenterError), {
      once: true,
    });
    feed.onPlaced((placement) => {
      for (const listener of this.#placementListeners) listener(placement);
    });
    if (this.#capture) feed.noteCapture(this.#capture);
    for (const { pcm } of kept) feed.write(pcm);
  }

  get isStandingBy(): boolean {
    return this.#feed === undefined;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get nextSample(): number {
    return this.#feed?.nextSample ?? this.#nextSample;
  }

  get position(): number | undefined {
    return this.#feed?.position;
  }

  /** Whether its source is there. */
  get isAttached(): boolean {
    return this.#isAttached && !this.closed.aborted;
  }

  onPlaced(listener: (placement: Placement) => void): () => void {
    this.#placementListeners.add(listener);
    return () => this.#placementListeners.delete(listener);
  }

  write(pcm: Buffer): void {
    if (this.#feed) return this.#feed.write(pcm);
    if (this.closed.aborted || pcm.length === 0) return;
    const [sample, nowMs] = [this.#nextSample, this.#now()];
    this.#nextSample += pcm.length / BYTES_PER_SAMPLE;
    this.#reserve.push(sample, pcm, nowMs);
    this.#pace.noteArrival({ sample: this.#nextSample, onAir: this.#nextSample - sample, nowMs });
  }

  skip(samples: number): void {
    if (this.#feed) return this.#feed.skip(samples);
    this.#nextSample += samples;
  }

  async ready(): Promise<void> {
    if (this.#feed) return this.#feed.ready();
    // A source with a clock has a pace of its own.
    const waitMs = this.options.isClocked ? 0 : this.#pace.waitMs(this.#now());
    if (waitMs > 0) await delay(waitMs, undefined, { signal: this.closed }).catch(() => {});
  }

  noteCapture(capture: Capture): void {
    this.#capture = capture;
    this.#feed?.noteCapture(capture);
  }

  /** Of what is not on air nobody is told. */
  noteSong(note: SongNote): void {
    this.#feed?.noteSong(note);
  }

  detach(): void {
    this.#isAttached = false;
    this.#feed?.detach();
  }

  attach(): void {
    this.#isAttached = true;
    if (this.#feed) this.#feed.attach();
    else this.#onBack();
  }

  async end(): Promise<void> {
    if (this.#feed) return this.#feed.end();
    this.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
  }

  /** The station no longer takes this feed. */
  close(reason: SegmenterError): void {
    if (!this.closed.aborted) this.#closing.abort(reason);
  }
}
