import type { Feed, SongNote, SongRange } from '@ringcast/segmenter';
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

const MAX_HISTORY = 50;
const NOTHING = { title: null, artist: null };

/** What the sources of one station say of its programme. */
export class StationProgramme {
  readonly #now: () => number;
  #feed: Feed | undefined;
  /** A source that stands by, and what it said of itself. */
  #standBy: { readonly feed: Feed; song?: Song | undefined; information?: StationInformation } | undefined;
  /** What was said, as long as its first sample has not come. */
  #untold: SongNote | undefined;
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

  /**
   * Something else is playing from the sample on that comes next; undefined for nothing.
   *
   * @param from the source that says so, where it is known: while it stands by, it speaks of itself alone.
   */
  note(song: Song | undefined, from?: Feed): void {
    if (from && from === this.#standBy?.feed) this.#standBy.song = song;
    else if (song?.title !== this.#current?.title || song?.artist !== this.#current?.artist) this.#say(song);
  }

  /** A source says what the station is; while it stands by, that is for later. */
  inform(information: StationInformation, from: Feed): void {
    if (from === this.#standBy?.feed) this.#standBy.information = information;
    else this.#information = information;
  }

  #say(song: Song | undefined): void {
    const id = randomUUID();
    this.#current = song && {
      ...song,
      id,
      startedAt: new Date(this.#now()).toISOString(),
      startSample: null,
    };
    if (this.#current) this.#history = [this.#current, ...this.#history].slice(0, MAX_HISTORY);
    this.#untold = {
      ...(song ?? NOTHING),
      id,
      onBegun: (startSample) => this.#place(id, startSample),
    };
    this.#feed?.noteSong(this.#untold);
  }

  /** A source is on air. What was said before its first sample came holds from that on. */
  watch(feed: Feed): void {
    this.#feed = feed;
    feed.closed.addEventListener('abort', () => this.#onClosed(feed), { once: true });
    if (this.#untold) feed.noteSong(this.#untold);
  }

  /**
   * A source stands by: when it takes over, what is playing is what it said, and nothing of what the one before said. The
   * station stays what it is, unless it says otherwise.
   */
  watchStandBy(feed: Feed): void {
    this.#standBy = { feed };
    const stop = feed.onPlaced(() => {
      stop();
      if (this.#standBy?.feed !== feed) return;
      const { song, information } = this.#standBy;
      this.#standBy = undefined;
      this.#untold = undefined;
      this.watch(feed);
      if (information) this.#information = information;
      this.#say(song);
    });
  }

  /** Goes on with what a former process published of the broadcast, unless something was said since. */
  takeUp(songs: readonly SongRange[]): void {
    if (this.#current || this.#untold || this.#history.length > 0) return;
    this.#history = songs.flatMap((song) => nowPlayingOf(song) ?? []).toReversed();
    const last = songs.at(-1);
    this.#current = last && nowPlayingOf(last);
  }

  #place(id: string, startSample: number): void {
    if (this.#untold?.id === id) this.#untold = undefined;
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
    this.#untold = undefined;
  }
}

/** Undefined from where nothing was known to play. */
function nowPlayingOf({ id, title, artist, startSample, startMs }: SongRange): NowPlaying | undefined {
  if (title === null) return undefined;
  return { id, title, artist, startSample, startedAt: new Date(startMs).toISOString() };
}
