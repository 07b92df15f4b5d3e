import { Broadcast, type BroadcastSettings } from './broadcast.ts';
import type { Feed, FeedOptions } from './feed.ts';
import { gridOf, SAMPLE_RATE_HZ, type Profile } from './grid.ts';
import type { Logger } from './logger.ts';
import { targetDurationSeconds } from './playlist/media-playlist.ts';
import type { Manifest, Publication, PublicationSource } from './publication.ts';
import type { Rendition } from './rendition.ts';
import { SegmenterError } from './segmenter-error.ts';
import { StationFeed } from './station-feed.ts';
import { endWindow } from './window/window.ts';

const MS_PER_SECOND = 1_000;

/** The settings of a station. */
export interface StationOptions {
  readonly name: string;
  readonly profile: Profile;
  /** At least one; names are unique. */
  readonly renditions: readonly Rendition[];
  /** Complete segments in the window. Default 10. */
  readonly windowSegments?: number;
  /** How long the station stays on air without sound from its source, in ms. Default 60,000. */
  readonly offAirAfterMs?: number;
  readonly ffmpegPath: string;
  /** What a former process left of this station; its media sequence goes on from there. */
  readonly previous?: Publication | undefined;
  /** The time in ms since the Unix epoch; must never jump. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** A station: takes one feed at a time and publishes what listeners get. */
export class Station implements PublicationSource {
  readonly name: string;
  readonly #settings: BroadcastSettings;
  readonly #listeners = new Set<(publication: Publication) => void>();
  readonly #previous: Publication | undefined;
  #lastManifest: Manifest | undefined;
  #broadcast: Broadcast | undefined;
  #feed: StationFeed | undefined;
  /** Resolves when the broadcast before has published its end. */
  #drained: Promise<unknown> = Promise.resolve();
  /** Absolute number of the first sample that was never on air. */
  #position: number;

  constructor(options: StationOptions) {
    const grid = gridOf(options.profile);
    this.name = options.name;
    this.#previous = options.previous;
    this.#lastManifest = options.previous?.manifest;
    this.#settings = {
      ...options,
      station: options.name,
      grid,
      windowSegments: options.windowSegments ?? 10,
      offAirAfterMs: options.offAirAfterMs ?? 60_000,
      holdMs: holdMsOf(options.profile),
    };
    const lastMsn = this.#lastManifest?.segments.at(-1)?.msn;
    this.#position =
      lastMsn === undefined
        ? Math.floor(((options.now() / MS_PER_SECOND) * SAMPLE_RATE_HZ) / grid.segmentSamples) *
          grid.segmentSamples
        : (lastMsn + 1) * grid.segmentSamples;
  }

  /** Whether a broadcast is going on, its source present or not. */
  get isOnAir(): boolean {
    return this.#broadcast !== undefined;
  }

  /** The process id of the station's ffmpeg while it is on air. */
  get encoderPid(): number | undefined {
    return this.#broadcast?.encoderPid;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Publishes what a former process left, ended where that one could not. Call once, after subscribing. */
  restore(): void {
    if (!this.#previous) return;
    const { manifest, media } = this.#previous;
    this.#publish({ manifest: manifest.hasEnded ? manifest : endWindow(manifest), media });
  }

  /**
   * Puts a source on air. A feed whose source was lost is replaced and the broadcast goes on.
   *
   * @throws SegmenterError `station-busy` while another source is there.
   */
  openFeed(options: FeedOptions): Feed {
    if (this.#feed?.isAttached) {
      const message = `Station "${this.name}" is on air from another source (${this.#feed.options.kind}).`;
      throw new SegmenterError('station-busy', message);
    }
    this.#feed?.close(
      new SegmenterError('feed-replaced', `Another source took over station "${this.name}".`),
    );
    this.#broadcast ??= this.#begin();
    const feed = new StationFeed(this.#broadcast, options);
    this.#feed = feed;
    feed.closed.addEventListener('abort', () => this.#onFeedClosed(feed), { once: true });
    this.#settings.logger.info({ station: this.name, source: options.kind }, 'a source is on air');
    return feed;
  }

  /** Ends the broadcast, if there is one, and resolves when its last part is published. */
  async end(): Promise<void> {
    const message = `The broadcast of station "${this.name}" was ended by the server.`;
    this.#feed?.close(new SegmenterError('station-ended', message));
    this.#endBroadcast();
    await this.#drained;
  }

  #begin(): Broadcast {
    return new Broadcast(this.#settings, {
      startSample: this.#position,
      discontinuitySequence: () => (this.#lastManifest ? this.#lastManifest.discontinuitySequence + 1 : 0),
      after: this.#drained,
      publish: (publication) => this.#publish(publication),
      onAbandoned: () => this.#abandon(),
      onFailed: (error) => this.#fail(error),
    });
  }

  #onFeedClosed(feed: StationFeed): void {
    if (this.#feed !== feed) return;
    const reason: unknown = feed.closed.reason;
    if (reason instanceof SegmenterError && reason.code === 'station-ended') this.#endBroadcast();
  }

  #endBroadcast(): void {
    const broadcast = this.#broadcast;
    if (!broadcast) return;
    this.#broadcast = undefined;
    this.#feed = undefined;
    this.#drained = broadcast.end();
    const { segmentSamples } = this.#settings.grid;
    this.#position = Math.ceil(broadcast.position / segmentSamples) * segmentSamples;
    this.#settings.logger.info({ station: this.name }, 'the broadcast has ended');
  }

  #abandon(): void {
    const seconds = this.#settings.offAirAfterMs / MS_PER_SECOND;
    const message = `No sound came to station "${this.name}" for ${seconds} s, so its broadcast was ended.`;
    this.#settings.logger.warn({ station: this.name }, message);
    this.#feed?.close(new SegmenterError('station-ended', message));
    this.#endBroadcast();
  }

  #fail(error: SegmenterError): void {
    this.#settings.logger.error({ station: this.name, error: error.message }, 'the broadcast cannot go on');
    this.#feed?.close(error);
    this.#endBroadcast();
  }

  #publish(publication: Publication): void {
    this.#lastManifest = publication.manifest;
    for (const listener of this.#listeners) this.#tell(listener, publication);
  }

  /** A listener that fails against its promise stops neither the others nor the station. */
  #tell(listener: (publication: Publication) => void, publication: Publication): void {
    try {
      listener(publication);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#settings.logger.error({ station: this.name, error }, 'a listener of the station failed');
    }
  }
}

/** Half of what listeners hold back: as long as that, a lack of samples goes unheard. */
function holdMsOf(profile: Profile): number {
  const grid = gridOf(profile);
  const holdBackSeconds = grid.isLowLatency
    ? (3 * grid.partSamples) / SAMPLE_RATE_HZ
    : 3 * targetDurationSeconds(grid);
  return (holdBackSeconds * MS_PER_SECOND) / 2;
}
