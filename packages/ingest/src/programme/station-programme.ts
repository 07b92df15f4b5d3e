import type { Feed } from '@ringcast/segmenter';
import { randomUUID } from 'node:crypto';
import type { Song } from './song.ts';
import type { StationInformation } from './station-information.ts';

/** What is or was playing. */
export interface NowPlaying extends Song {
  /** Never used twice. */
  readonly id: string;
  /** ISO 8601; when the source said so. */
  readonly startedAt: string;
  /** Where on the station's timeline it began, an absolute number at 48 kHz; null until that is known. */
  readonly startSample: number | null;
}

/** A sample of a feed that has no place on the timeline yet. */
interface Awaited {
  readonly feed: Feed;
  readonly sample: number;
}

const MAX_HISTORY = 50;

/** What the sources of one station say of its programme. */
export class StationProgramme {
  readonly #now: () => number;
  readonly #awaited = new Map<string, Awaited>();
  #feed: Feed | undefined;
  #current: NowPlaying | undefined;
  #information: StationInformation | undefined;
  /** The newest first. */
  #history: readonly NowPlaying[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get nowPlaying(): NowPlaying | undefined {
    return this.#current;
  }

  /** What was playing, the newest first, the present one included. At most 50. */
  get history(): readonly NowPlaying[] {
    return this.#history;
  }

  get information(): StationInformation | undefined {
    return this.#information;
  }

  set information(information: StationInformation | undefined) {
    this.#information = information;
  }

  /** Something else is playing from the sample on that comes next; undefined for nothing. */
  note(song: Song | undefined): void {
    if (song?.title === this.#current?.title && song?.artist === this.#current?.artist) return;
    this.#current = undefined;
    if (!song) return;
    const entry = {
      ...song,
      id: randomUUID(),
      startedAt: new Date(this.#now()).toISOString(),
      startSample: null,
    };
    this.#current = entry;
    this.#history = [entry, ...this.#history].slice(0, MAX_HISTORY);
    if (this.#feed) this.#locate(entry.id, { feed: this.#feed, sample: this.#feed.nextSample });
  }

  /** A source is on air. */
  watch(feed: Feed): void {
    this.#feed = feed;
    this.#awaited.clear();
    feed.onPlaced(() => this.#locateAwaited());
    feed.closed.addEventListener('abort', () => this.#onClosed(feed), { once: true });
    // What was said before the first sample came holds from that on.
    if (this.#current?.startSample === null) this.#locate(this.#current.id, { feed, sample: 0 });
  }

  #locate(id: string, awaited: Awaited): void {
    this.#awaited.set(id, awaited);
    this.#locateAwaited();
  }

  #locateAwaited(): void {
    for (const [id, { feed, sample }] of this.#awaited) {
      if (feed.position === undefined) continue;
      this.#awaited.delete(id);
      this.#place(id, feed.position + sample);
    }
  }

  #place(id: string, startSample: number): void {
    const placed = (entry: NowPlaying) => (entry.id === id ? { ...entry, startSample } : entry);
    this.#history = this.#history.map(placed);
    this.#current &&= placed(this.#current);
  }

  /** With the broadcast ends what was said of it, but not where another source goes on with it. */
  #onClosed(feed: Feed): void {
    const reason: unknown = feed.closed.reason;
    if (
      this.#feed !== feed ||
      (reason instanceof Error && 'code' in reason && reason.code === 'feed-replaced')
    )
      return;
    this.#feed = undefined;
    this.#current = undefined;
    this.#information = undefined;
    this.#awaited.clear();
  }
}
