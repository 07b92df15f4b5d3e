import { songAt, type SongRange } from './song-ranges.ts';

/** Settings of a {@link SongWatch}. */
export interface SongWatchOptions {
  readonly audio: HTMLAudioElement;
  /** What plays by the newest playlist; undefined before there is one. */
  readonly songs: () => readonly SongRange[] | undefined;
  /** When the sample at the playhead was captured, in ms since the Unix epoch. */
  readonly playingDateMs: () => number | undefined;
  /** Called when another song is heard. */
  readonly onChange: () => void;
}

/** Says which song is heard, by the playlists and where the playhead is, and when that changes. */
export class SongWatch {
  readonly #options: SongWatchOptions;
  readonly #closed = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heardMs: number | undefined;

  constructor(options: SongWatchOptions) {
    this.#options = options;
    const { signal } = this.#closed;
    for (const type of ['playing', 'seeked']) {
      options.audio.addEventListener(type, () => this.update(), { signal });
    }
  }

  /** What is heard now; null where nothing is known to play, undefined before anything is heard. */
  get song(): SongRange | null | undefined {
    const { songs = [], dateMs } = this.#heard();
    return dateMs === undefined ? undefined : (songAt(songs, dateMs).song ?? null);
  }

  /** Playlists may say something else now. */
  update(): void {
    clearTimeout(this.#timer);
    const { songs, dateMs } = this.#heard();
    if (songs === undefined || dateMs === undefined || this.#closed.signal.aborted) return;
    const { song, nextMs } = songAt(songs, dateMs);
    // The sound may be a little slower than the timer: then it is looked at once more.
    if (nextMs !== undefined) this.#timer = setTimeout(() => this.update(), nextMs - dateMs + 1);
    if (song?.startMs === this.#heardMs) return;
    this.#heardMs = song?.startMs;
    this.#options.onChange();
  }

  /** Looks no more; safe to call twice. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  #heard(): { songs: readonly SongRange[] | undefined; dateMs: number | undefined } {
    return { songs: this.#options.songs(), dateMs: this.#options.playingDateMs() };
  }
}
