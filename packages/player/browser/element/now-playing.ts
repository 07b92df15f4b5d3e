/** What a station plays at the moment, where somebody said. */
export interface NowPlaying {
  readonly title: string;
  readonly artist: string | undefined;
}

const ASK_EVERY_MS = 10_000;
const ASK_SELDOM_EVERY_MS = 30_000;
const REQUEST_TIMEOUT_MS = 5_000;
const LONGEST_TEXT = 200;

/** The `nowPlaying` of a station's state: a text, or an object with `title` and perhaps `artist`. */
export function nowPlayingOf(state: unknown): NowPlaying | undefined {
  const { nowPlaying } = (state ?? {}) as { nowPlaying?: unknown };
  const { title, artist } =
    typeof nowPlaying === 'string'
      ? { title: nowPlaying, artist: undefined }
      : ((nowPlaying ?? {}) as { title?: unknown; artist?: unknown });
  const text = textOf(title);
  return text === undefined ? undefined : { title: text, artist: textOf(artist) };
}

/** The title a station's source gives it, where it gives one. */
export function stationTitleOf(state: unknown): string | undefined {
  const { information } = (state ?? {}) as { information?: unknown };
  return textOf(((information ?? {}) as { name?: unknown }).name);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim().slice(0, LONGEST_TEXT) : '';
  return text === '' ? undefined : text;
}

/** Settings of a {@link NowPlayingWatch}. */
export interface NowPlayingWatchOptions {
  /** The station's state API. */
  readonly stateUrl: string;
  /** Called when something else is playing, or the station has another title. */
  readonly onChange: () => void;
  /** Whether nobody looks, or the link has no room for questions. */
  readonly isSeldom: () => boolean;
}

/** Asks a station now and then what it plays, from {@link start} to {@link stop}. */
export class NowPlayingWatch {
  readonly #options: NowPlayingWatchOptions;
  #current: NowPlaying | undefined;
  #stationTitle: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(options: NowPlayingWatchOptions) {
    this.#options = options;
  }

  /** What was heard last. */
  get current(): NowPlaying | undefined {
    return this.#current;
  }

  /** The title the station's source gives it. */
  get stationTitle(): string | undefined {
    return this.#stationTitle;
  }

  /** Asks now and from then on; once more changes nothing. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    void this.#ask(this.#running.signal);
  }

  /** Asks no more; safe to call twice. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
  }

  /** The broadcast is over: asks no more, and forgets what played; safe to call twice. */
  forget(): void {
    this.stop();
    if (this.#current === undefined) return;
    this.#current = undefined;
    this.#options.onChange();
  }

  async #ask(running: AbortSignal): Promise<void> {
    try {
      const signal = AbortSignal.any([running, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
      const response = await fetch(this.#options.stateUrl, { cache: 'no-store', signal });
      if (response.ok) this.#set(await response.json());
    } catch {
      // The sound does not hang on a title: the next question may be answered.
    }
    if (running.aborted) return;
    const pauseMs = this.#options.isSeldom() ? ASK_SELDOM_EVERY_MS : ASK_EVERY_MS;
    this.#timer = setTimeout(() => void this.#ask(running), pauseMs);
  }

  #set(state: unknown): void {
    const before = JSON.stringify([this.#current, this.#stationTitle]);
    this.#current = nowPlayingOf(state);
    this.#stationTitle = stationTitleOf(state);
    if (JSON.stringify([this.#current, this.#stationTitle]) !== before) this.#options.onChange();
  }
}
