import { setTimeout as delay } from 'node:timers/promises';
import type { Broadcast } from './broadcast.ts';
import type { Feed, FeedOptions, Placement } from './feed.ts';
import { BYTES_PER_SAMPLE } from './grid.ts';
import { SegmenterError } from './segmenter-error.ts';

/** A feed of one broadcast. */
export class StationFeed implements Feed {
  readonly options: FeedOptions;
  readonly #broadcast: Broadcast;
  readonly #closing = new AbortController();
  #nextSample = 0;
  #isAttached = true;
  #position: number | undefined;
  readonly #placementListeners = new Set<(placement: Placement) => void>();

  constructor(broadcast: Broadcast, options: FeedOptions) {
    this.#broadcast = broadcast;
    this.options = options;
    broadcast.beginFeed(options);
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

  onPlaced(listener: (placement: Placement) => void): () => void {
    this.#placementListeners.add(listener);
    return () => this.#placementListeners.delete(listener);
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
    this.#broadcast.push({ sample: this.#nextSample, pcm, isClocked: this.options.isClocked });
    this.#nextSample += pcm.length / BYTES_PER_SAMPLE;
  }

  skip(samples: number): void {
    if (this.closed.aborted) return;
    this.#broadcast.skip({ sample: this.#nextSample, samples });
    this.#nextSample += samples;
  }

  async ready(): Promise<void> {
    for (let waitMs = this.#broadcast.waitMs(); waitMs > 0; waitMs = this.#broadcast.waitMs()) {
      if (this.closed.aborted) return;
      // Rejects where the feed is closed meanwhile.
      await delay(waitMs, undefined, { signal: this.closed }).catch(() => {});
    }
  }

  noteCapture(capture: { sample: number; atMs: number }): void {
    if (!this.closed.aborted) this.#broadcast.noteCapture(capture);
  }

  detach(): void {
    this.#isAttached = false;
  }

  attach(): void {
    this.#isAttached = true;
  }

  async end(): Promise<void> {
    this.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
    await this.#broadcast.end();
  }

  /** The station no longer takes this feed. */
  close(reason: SegmenterError): void {
    if (!this.closed.aborted) this.#closing.abort(reason);
  }
}
