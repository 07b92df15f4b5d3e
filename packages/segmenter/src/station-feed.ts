import { setTimeout as delay } from 'node:timers/promises';
import type { Broadcast } from './broadcast.ts';
import type { Feed, FeedOptions, Placement, SongNote } from './feed.ts';
import { BYTES_PER_SAMPLE } from './grid.ts';
import type { PlacedMark } from './hand-over.ts';
import { SegmenterError } from './segmenter-error.ts';
import type { SourceState } from './source-state.ts';
import { SAMPLES_PER_MS } from './timeline/sample-time.ts';

const MAX_WAIT_MS = 60_000;

/** What a broadcast counts, over all its sources. */
interface Counts {
  readonly silentSamples: number;
  readonly lateSamples: number;
}

/** How a feed joins a broadcast. */
export interface StationFeedStart {
  /** Absolute number of its sample 0, where that is known. */
  readonly position?: number | undefined;
  /** Of a feed that stood by: the number of the first sample that comes, which begins a part. */
  readonly firstSample?: number;
  /** Called when its source is lost. */
  readonly onDetached: () => void;
}

/** A feed of one broadcast. */
export class StationFeed implements Feed {
  readonly isStandingBy = false;
  readonly options: FeedOptions;
  readonly #broadcast: Broadcast;
  readonly #closing = new AbortController();
  /** What the broadcast had counted before. */
  readonly #counted: Counts;
  readonly #onDetached: () => void;
  #nextSample: number;
  #skippedSamples = 0;
  #isAttached = true;
  #position: number | undefined;
  readonly #placementListeners = new Set<(placement: Placement) => void>();

  constructor(broadcast: Broadcast, options: FeedOptions, start: StationFeedStart) {
    this.#broadcast = broadcast;
    this.options = options;
    this.#counted = countsOf(broadcast);
    this.#onDetached = start.onDetached;
    this.#nextSample = start.firstSample ?? 0;
    const { isClocked } = options;
    const isAligned = start.firstSample !== undefined;
    this.#position = broadcast.beginFeed({ isClocked, position: start.position, isAligned });
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get nextSample(): number {
    return this.#nextSample;
  }

  get position(): number | undefined {
    return this.#position;
  }

  /** What of its source comes next, where that is known and has a place. */
  get mark(): PlacedMark | undefined {
    const mark = this.options.nextOfSource?.();
    if (!mark || this.#position === undefined) return undefined;
    return { ...mark, position: this.#position + this.#nextSample };
  }

  onPlaced(listener: (placement: Placement) => void): () => void {
    this.#placementListeners.add(listener);
    return () => this.#placementListeners.delete(listener);
  }

  /** The station gave it its place. */
  place(placement: Placement): void {
    this.#position = placement.position;
    for (const listener of this.#placementListeners) listener(placement);
  }

  /** What is known of its source. */
  get source(): SourceState {
    const counts = countsOf(this.#broadcast);
    const { end, position } = this.#broadcast.timeline;
    return {
      kind: this.options.kind,
      isAttached: this.isAttached,
      driftPpm: this.#broadcast.driftPpm,
      silentMs: (counts.silentSamples - this.#counted.silentSamples) / SAMPLES_PER_MS,
      lateSamples: counts.lateSamples - this.#counted.lateSamples,
      skippedSamples: this.#skippedSamples,
      waitingMs: (end - position) / SAMPLES_PER_MS,
    };
  }

  /** Whether its source is there; a feed whose source is lost may be replaced. */
  get isAttached(): boolean {
    return this.#isAttached && !this.closed.aborted;
  }

  write(pcm: Buffer): void {
    if (this.closed.aborted || pcm.length === 0) return;
    if (pcm.length % BYTES_PER_SAMPLE !== 0) {
      throw new RangeError(
        `A feed takes whole stereo frames of ${BYTES_PER_SAMPLE} bytes; ${pcm.length} bytes came.`,
      );
    }
    this.#broadcast.push({ sample: this.#nextSample, pcm });
    this.#nextSample += pcm.length / BYTES_PER_SAMPLE;
  }

  skip(samples: number): void {
    if (this.closed.aborted) return;
    this.#nextSample += samples;
    this.#skippedSamples += samples;
    this.#broadcast.skipTo(this.#nextSample);
  }

  async ready(): Promise<void> {
    for (let waitMs = this.#broadcast.waitMs(); waitMs > 0; waitMs = this.#broadcast.waitMs()) {
      if (this.closed.aborted) return;
      // Longer than a timer can be told to wait would be no wait at all. Rejects where the feed is closed meanwhile.
      await delay(Math.min(waitMs, MAX_WAIT_MS), undefined, { signal: this.closed }).catch(() => {});
    }
  }

  noteCapture(capture: { sample: number; atMs: number }): void {
    if (!this.closed.aborted) this.#broadcast.noteCapture(capture);
  }

  noteSong(note: SongNote): void {
    if (!this.closed.aborted) this.#broadcast.noteSong(note, this.#nextSample);
  }

  detach(): void {
    this.#isAttached = false;
    this.#onDetached();
  }

  attach(): void {
    this.#isAttached = true;
  }

  async end(): Promise<void> {
    this.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
    await this.#broadcast.ended;
  }

  /** The station no longer takes this feed. */
  close(reason: SegmenterError): void {
    if (!this.closed.aborted) this.#closing.abort(reason);
  }
}

function countsOf({ timeline: { silentSamples, lateSamples } }: Broadcast): Counts {
  return { silentSamples, lateSamples };
}
