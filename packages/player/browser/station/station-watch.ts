import { retryDelayMs, spread } from './retry-delay.ts';
import { isSameStation, type StationAddress } from './station-address.ts';

/** What is known of a station. */
export type StationStatus =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'onAir'; readonly renditions: readonly string[] }
  | { readonly kind: 'offAir' }
  /** The server knows no such station. */
  | { readonly kind: 'missing' }
  /** It is for listeners with a token, and there is none that is good now. */
  | { readonly kind: 'locked' }
  /** The server does not answer, or answers with an error. */
  | { readonly kind: 'unreachable' };

/** Whether nothing can be heard of the station now, whatever was heard before. */
export function isOver({ kind }: StationStatus): boolean {
  return kind === 'offAir' || kind === 'missing' || kind === 'locked';
}

const REQUEST_TIMEOUT_MS = 5_000;
const OFF_AIR_POLL_MS = 2_000;
const IDLE_POLL_MS = 10_000;
const HIDDEN_POLL_MS = 30_000;

/** Settings of a {@link StationWatch}. */
export interface StationWatchOptions {
  readonly address: StationAddress;
  readonly onChange: (status: StationStatus) => void;
  /** Whether somebody waits for sound; a page in the background that nobody waits for asks less often. */
  readonly isAwaited: () => boolean;
}

/** Asks now and then whether a station is on air. Media and playlists are left alone while it is not. */
export class StationWatch {
  readonly #options: StationWatchOptions;
  readonly #closed = new AbortController();
  #address: StationAddress;
  #status: StationStatus = { kind: 'unknown' };
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPaused = false;

  constructor(options: StationWatchOptions) {
    this.#options = options;
    this.#address = options.address;
  }

  /** What was learned last. */
  get status(): StationStatus {
    return this.#status;
  }

  /** Asks now, and from then on at its own pace. */
  async poll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isPaused = false;
    const status = await this.#ask();
    if (this.#closed.signal.aborted) return;
    this.#failures = status.kind === 'unreachable' ? this.#failures + 1 : 0;
    this.#set(status);
    clearTimeout(this.#timer);
    // Asked before the sound began: no playlist is played now that would tell more.
    if (isOver(status)) this.#isPaused = false;
    if (!this.#isPaused) this.#timer = setTimeout(() => void this.poll(), this.#pauseMs());
  }

  /** Asks no more until {@link poll}: the playlists being played say all there is to know. */
  pause(): void {
    this.#isPaused = true;
    clearTimeout(this.#timer);
  }

  /** The playlists ended, so the broadcast did. */
  noteEnd(): void {
    this.#set({ kind: 'offAir' });
    clearTimeout(this.#timer);
    this.#isPaused = false;
    this.#timer = setTimeout(() => void this.poll(), this.#pauseMs());
  }

  /** Asks by another address of the same station from now on; answers false, and does nothing, where it is none. */
  moveTo(address: StationAddress): boolean {
    const before = this.#address;
    if (!isSameStation(before, address)) return false;
    this.#address = address;
    if (before.masterUrl !== address.masterUrl && !this.#isPaused) void this.poll();
    return true;
  }

  /** Asks no more. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }

  #set(status: StationStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#options.onChange(status);
  }

  #pauseMs(): number {
    if (this.#status.kind === 'unreachable') return retryDelayMs(this.#failures, Math.random());
    if (!this.#options.isAwaited() && document.hidden) return spread(HIDDEN_POLL_MS, Math.random());
    return spread(this.#status.kind === 'onAir' ? IDLE_POLL_MS : OFF_AIR_POLL_MS, Math.random());
  }

  async #ask(): Promise<StationStatus> {
    const { stateUrl, masterUrl } = this.#address;
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    try {
      const response = await fetch(stateUrl ?? masterUrl, { cache: 'no-store', signal });
      if (stateUrl === undefined) return response.ok ? { kind: 'onAir', renditions: [] } : { kind: 'offAir' };
      if (response.status === 404) return { kind: 'missing' };
      if (!response.ok) return { kind: 'unreachable' };
      const state: unknown = await response.json();
      const isLocked =
        isForTokens(state) && (await fetch(masterUrl, { method: 'HEAD', signal })).status === 403;
      return isLocked ? { kind: 'locked' } : statusOf(state);
    } catch {
      return { kind: 'unreachable' };
    }
  }
}

function isForTokens(answer: unknown): boolean {
  return (answer as { access?: unknown } | null)?.access === 'token';
}

/** The status in an answer of `GET /api/stations/:station`; whatever does not say that it is on air is off air. */
function statusOf(answer: unknown): StationStatus {
  const { onAir, renditions } = (answer ?? {}) as { onAir?: unknown; renditions?: unknown };
  if (onAir !== true) return { kind: 'offAir' };
  const names = Array.isArray(renditions)
    ? renditions.map((rendition: { name?: unknown }) => rendition?.name)
    : [];
  return { kind: 'onAir', renditions: names.filter((name) => typeof name === 'string') };
}
