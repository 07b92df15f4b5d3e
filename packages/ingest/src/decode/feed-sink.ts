import { BYTES_PER_SAMPLE, type Feed } from '@ringcast/segmenter';
import { endedErrorOf } from '../station-gate.ts';

/** 20 ms: as much goes to a feed at once. */
const SLICE_BYTES = 960 * BYTES_PER_SAMPLE;

/** Takes 48 kHz stereo s16le in whole frames, at the pace of its station. */
export interface PcmSink {
  /**
   * Resolves when all of it was taken.
   *
   * @throws WireError `station-ended`
   */
  write(pcm: Buffer): Promise<void>;
  /** Declares samples (at 48 kHz) that were never captured. */
  skip(samples: number): Promise<void>;
}

/** Writes into a feed in slices of 20 ms, none before the feed is ready for it. */
export class FeedSink implements PcmSink {
  readonly #open: () => Feed;
  #feed: Feed | undefined;

  /** @param open called once, when the first sample comes, so that a source without sound never goes on air. */
  constructor(open: () => Feed) {
    this.#open = open;
  }

  /** The feed, once a sample came. */
  get feed(): Feed | undefined {
    return this.#feed;
  }

  async write(pcm: Buffer): Promise<void> {
    for (let offset = 0; offset < pcm.length; offset += SLICE_BYTES) {
      const feed = await this.#readyFeed();
      feed.write(pcm.subarray(offset, offset + SLICE_BYTES));
    }
  }

  async skip(samples: number): Promise<void> {
    const feed = await this.#readyFeed();
    feed.skip(samples);
  }

  async #readyFeed(): Promise<Feed> {
    this.#feed ??= this.#open();
    await this.#feed.ready();
    if (this.#feed.closed.aborted) throw endedErrorOf(this.#feed);
    return this.#feed;
  }
}
