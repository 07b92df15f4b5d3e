import type { Engine, EngineListener, PlayedRendition } from './engine.ts';
import { NO_STREAM, type StreamSnapshot } from './stream-activity.ts';
import { AUTO, nominalBitrateBps, type QualityChoice } from './quality.ts';

/** Settings of a {@link NativeEngine}. */
export interface NativeEngineOptions {
  readonly audio: HTMLAudioElement;
  readonly masterUrl: string;
  /** Names of the station's renditions. */
  readonly renditions: readonly string[];
  readonly choice: QualityChoice;
  readonly listener: EngineListener;
}

/** Safari's date of media time 0; other browsers lack it. */
type DatedAudio = HTMLAudioElement & { getStartDate?(): Date };

/**
 * Plays by the browser's own HLS, where Media Source Extensions are missing: iPhones, where it goes on with the
 * screen locked. Latency and adaptation are the browser's.
 */
export class NativeEngine implements Engine {
  readonly offered: readonly string[];
  readonly targetEdgeLatencyMs = undefined;
  readonly song = undefined;
  readonly #audio: DatedAudio;
  readonly #listener: EngineListener;
  readonly #detached = new AbortController();
  #masterUrl: string;
  #choice: QualityChoice;

  constructor(options: NativeEngineOptions) {
    this.#audio = options.audio;
    this.#masterUrl = options.masterUrl;
    this.#listener = options.listener;
    this.#choice = options.choice;
    this.offered = options.renditions;
    this.#audio.addEventListener('error', () => this.#takeError(), { signal: this.#detached.signal });
  }

  get playingDateMs(): number | undefined {
    const startMs = this.#audio.getStartDate?.().getTime();
    return startMs === undefined || Number.isNaN(startMs)
      ? undefined
      : startMs + this.#audio.currentTime * 1_000;
  }

  get edgeLatencyMs(): number | undefined {
    const { seekable, currentTime } = this.#audio;
    return seekable.length === 0 ? undefined : (seekable.end(seekable.length - 1) - currentTime) * 1_000;
  }

  get bufferedMs(): number {
    const { buffered, currentTime } = this.#audio;
    return buffered.length === 0 ? 0 : Math.max(0, buffered.end(buffered.length - 1) - currentTime) * 1_000;
  }

  get playing(): PlayedRendition | undefined {
    const bitrateBps = nominalBitrateBps(this.#choice);
    return bitrateBps === undefined ? undefined : { name: this.#choice, bitrateBps };
  }

  get snapshot(): StreamSnapshot {
    const { edgeLatencyMs: latencyMs, bufferedMs, playing } = this;
    return { ...NO_STREAM, latencyMs, bufferedMs, rendition: playing?.name };
  }

  get isFollowing(): boolean {
    return (this.edgeLatencyMs ?? 0) < 12_000;
  }

  start(): void {
    this.#load();
  }

  suspend(): void {
    // The browser loads no more by itself while the element is paused.
  }

  resume(): void {
    // Playing the element is all there is to do.
  }

  goLive(): void {
    const { seekable } = this.#audio;
    if (seekable.length > 0) this.#audio.currentTime = seekable.end(seekable.length - 1);
  }

  stepBack(ms: number): void {
    const { seekable, currentTime } = this.#audio;
    if (seekable.length > 0) this.#audio.currentTime = Math.max(currentTime - ms / 1_000, seekable.start(0));
  }

  choose(choice: QualityChoice): void {
    this.#choice = choice;
    this.#listener.onChanged();
    if (this.#audio.getAttribute('src') === null) return;
    const isPlaying = !this.#audio.paused;
    this.#load();
    if (!isPlaying) return;
    this.#listener.onReloaded();
    void this.#audio.play().catch(() => undefined);
  }

  moveTo(masterUrl: string): void {
    this.#masterUrl = masterUrl;
  }

  noteStall(): void {
    // The distance to the live edge is the browser's.
  }

  destroy(): void {
    this.#detached.abort();
    this.#audio.removeAttribute('src');
    this.#audio.load();
  }

  #load(): void {
    const isOffered = this.#choice !== AUTO && this.offered.includes(this.#choice);
    this.#audio.src = isOffered
      ? new URL(`${this.#choice}/live.m3u8`, this.#masterUrl).href
      : this.#masterUrl;
  }

  #takeError(): void {
    const { error } = this.#audio;
    if (error !== null)
      this.#listener.onFailed(new Error(`The browser's HLS player failed: ${error.message}`));
  }
}
