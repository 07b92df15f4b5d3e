import { renderMediaPlaylist, renderMultivariantPlaylist } from '@ringcast/segmenter';
import type { Logger, Manifest, Publication } from '@ringcast/segmenter';
import type { Clock } from '../clock.ts';
import { PlayerError } from '../player-error.ts';
import type { Inquiry, Reply } from './answer.ts';
import { parseDeliveryDirective } from './delivery-directive.ts';
import { ListenerCount } from './listener-count.ts';
import { heedsDirectives, isAwaited, isPublished, liveEdgeOf, targetOf } from './live-edge.ts';
import { parseMediaName } from './media-position.ts';
import { MediaShelf } from './media-shelf.ts';
import { RenderedPlaylist } from './rendered-playlist.ts';
import { TARGET_DURATION_SECONDS } from './target-duration.ts';
import { WaitingRoom } from './waiting-room.ts';

/** What a station's origin needs to know. */
export interface StationOriginOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Requests that may wait at once. */
  readonly maxWaiting: number;
}

/** RFC 8216bis 6.2.5.2: a request that blocks for longer is to be refused. */
const MAX_WAIT_MS = 3 * TARGET_DURATION_SECONDS * 1_000;
/** The multivariant playlist among the media playlists, whose keys are rendition names. */
const MULTIVARIANT_KEY = '';

/** What one station offers to listeners: its playlists, its media, and the requests that wait for more. */
export class StationOrigin {
  /** Clients that fetched a media playlist within the last three target durations. */
  readonly listeners: ListenerCount;
  readonly #shelf = new MediaShelf();
  readonly #waiting: WaitingRoom;
  #manifest: Manifest | undefined;
  /** Rendered from the present manifest, each when it is first needed. */
  #playlists = new Map<string, RenderedPlaylist>();

  constructor(
    readonly name: string,
    { clock, logger, maxWaiting }: StationOriginOptions,
  ) {
    this.listeners = new ListenerCount(clock, MAX_WAIT_MS);
    this.#waiting = new WaitingRoom({ clock, logger, maxWaiting, maxWaitMs: MAX_WAIT_MS });
  }

  /** What the station published last; undefined where it never was on air. */
  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** Whether a broadcast is going on. */
  get isOnAir(): boolean {
    return this.#manifest?.hasEnded === false;
  }

  /** Requests that wait now. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Takes a publication and answers, before it returns, every request that waited for it. */
  publish({ manifest, media }: Publication): void {
    this.#manifest = manifest;
    this.#playlists = new Map();
    this.#shelf.update(manifest, media);
    this.#waiting.review();
  }

  /** Asks for `master.m3u8`. */
  multivariantPlaylist(): Inquiry {
    return () => ({ kind: 'playlist', isBlocking: false, playlist: this.#rendered(MULTIVARIANT_KEY) });
  }

  /**
   * Asks for a rendition's `live.m3u8`. Directives count only while heeded: a playlist that ended, or that has no
   * parts, is answered at once whatever is asked, and cached as a plain one, because the next broadcast changes it.
   *
   * @param query of the request's URL, without `?`.
   * @throws PlayerError where the station is off air, or the query is one to refuse.
   */
  mediaPlaylist(rendition: string, query: string): Inquiry {
    const present = this.#requireRendition(rendition);
    const target = heedsDirectives(present) ? targetOf(parseDeliveryDirective(query), present) : undefined;
    return () => {
      const manifest = this.#requireManifest();
      const isBlocking = target !== undefined && heedsDirectives(manifest);
      if (isBlocking && !isPublished(target, liveEdgeOf(manifest))) return undefined;
      return { kind: 'playlist', playlist: this.#rendered(rendition), isBlocking };
    };
  }

  /** Asks for a media file. The part that EXT-X-PRELOAD-HINT names, and a few after it, are waited for; each is sent whole. */
  mediaFile(rendition: string, name: string): Inquiry {
    return () => {
      const media = this.#shelf.find(rendition, name);
      if (media) return { kind: 'media', media };
      const manifest = this.#requireRendition(rendition);
      const position = parseMediaName(name);
      if (position?.kind === 'part' && isAwaited(position, manifest)) return undefined;
      const mayCome = position !== undefined && position.kind !== 'init' && isAhead(position.msn, manifest);
      throw new PlayerError(
        mayCome ? 'media-not-yet' : 'unknown-media',
        `Station ${this.name} has no ${rendition}/${name}: its live.m3u8 names what there is.`,
      );
    };
  }

  /**
   * Replies at once where that is possible, else when a publication makes it so, or with a refusal after three
   * target durations.
   *
   * @returns how to withdraw the request, where it waits.
   */
  serve(inquiry: Inquiry, reply: Reply): (() => void) | undefined {
    return this.#waiting.admit(inquiry, reply);
  }

  /** Refuses whoever waits or would have to. What is published stays to be had. */
  close(): void {
    this.#waiting.close(new PlayerError('closing', 'The server is going down. Try again in a few seconds.'));
  }

  #rendered(key: string): RenderedPlaylist {
    let playlist = this.#playlists.get(key);
    if (!playlist) this.#playlists.set(key, (playlist = new RenderedPlaylist(this.#render(key))));
    return playlist;
  }

  #render(key: string): string {
    if (key !== MULTIVARIANT_KEY) return renderMediaPlaylist(this.#requireRendition(key), key);
    const { renditions, profile } = this.#requireManifest();
    return renderMultivariantPlaylist(renditions, profile);
  }

  #requireManifest(): Manifest {
    if (this.#manifest) return this.#manifest;
    const message = `Station ${this.name} is off air. Its playlists are here once a broadcast begins.`;
    throw new PlayerError('off-air', message);
  }

  #requireRendition(rendition: string): Manifest {
    const manifest = this.#requireManifest();
    if (manifest.renditions.some(({ name }) => name === rendition)) return manifest;
    const names = manifest.renditions.map(({ name }) => name).join(', ');
    const message = `Station ${this.name} has no rendition ${rendition}; it has ${names}.`;
    throw new PlayerError('unknown-rendition', message);
  }
}

/**
 * Whether a file of this segment may still come, now or, after an end, with the next broadcast: its absence is
 * nothing for a cache to keep.
 */
function isAhead(msn: number, manifest: Manifest): boolean {
  return msn >= liveEdgeOf(manifest).msn;
}
