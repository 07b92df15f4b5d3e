import type { BroadcastSettings } from './broadcast-options.ts';
import type { FeedOptions } from './feed.ts';
import { SegmenterError } from './segmenter-error.ts';
import { StandByFeed } from './stand-by-feed.ts';

/** Who takes over when the source on air has gone: one at a time, and nobody where the station refuses a second source. */
export class StandBySlot {
  readonly #settings: () => BroadcastSettings;
  #feed: StandByFeed | undefined;

  /** @param settings those of the moment. */
  constructor(settings: () => BroadcastSettings) {
    this.#settings = settings;
  }

  /** Why a source that came now would be refused, the other one being on air; undefined where it would not. */
  refusalBeside(kind: string): string | undefined {
    const { station, secondSource } = this.#settings();
    const present = `Station "${station}" is on air from another source (${kind})`;
    if (secondSource === 'refuse') return `${present}.`;
    return this.#feed?.isAttached
      ? `${present}, and one more stands by (${this.#feed.options.kind}).`
      : undefined;
  }

  /**
   * Lets a source stand by; one that was lost meanwhile is replaced.
   *
   * @param onBack called when it was lost itself and is there again.
   */
  open(options: FeedOptions, onBack: () => void): StandByFeed {
    const settings = this.#settings();
    const { station, logger } = settings;
    this.close(new SegmenterError('feed-replaced', `Another source stands by at station "${station}".`));
    logger.info({ station, source: options.kind }, 'a source stands by');
    return (this.#feed = new StandByFeed({ ...settings, feed: options, onBack }));
  }

  /** Hands over the source that takes over now, if one is there. */
  take(): StandByFeed | undefined {
    if (!this.#feed?.isAttached) return undefined;
    const feed = this.#feed;
    this.#feed = undefined;
    return feed;
  }

  /** Nobody stands by any more. */
  close(reason: SegmenterError): void {
    this.#feed?.close(reason);
    this.#feed = undefined;
  }
}
