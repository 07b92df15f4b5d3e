import Hls, { type ErrorData, type LevelDetails } from 'hls.js/light';
import { reportActivity } from './activity-report.ts';
import type { Engine, EngineListener, PlayedRendition } from './engine.ts';
import { hlsConfiguration } from './hls-configuration.ts';
import { LatencyController, type LiveEdge } from './latency-controller.ts';
import { playlistLoaderOf } from './playlist-loader.ts';
import { addLossless, type StreamTiming } from './playlist-text.ts';
import { LOSSLESS, nominalBitrateBps, QualityControl, type QualityChoice } from './quality.ts';
import { NO_STREAM, type StreamActivity, type StreamSnapshot } from './stream-activity.ts';
import { placesOf } from './stream-position.ts';

/** Settings of an {@link HlsEngine}. */
export interface HlsEngineOptions {
  readonly audio: HTMLAudioElement;
  readonly masterUrl: string;
  /** Whether the station has a lossless rendition beside the ladder. */
  readonly hasLossless: boolean;
  readonly choice: QualityChoice;
  readonly activity: StreamActivity;
  readonly listener: EngineListener;
}

const DEFAULT_PART_MS = 192;

/** Plays by hls.js and Media Source Extensions. */
export class HlsEngine implements Engine, LiveEdge {
  readonly #audio: HTMLAudioElement;
  readonly #listener: EngineListener;
  readonly #hls: Hls;
  readonly #latency: LatencyController;
  readonly #quality: QualityControl;
  #partMs = DEFAULT_PART_MS;
  #isLive = false;
  #hasRecovered = false;

  /** Loads the multivariant playlist at once, and no media until {@link start}. */
  constructor(options: HlsEngineOptions) {
    this.#audio = options.audio;
    this.#listener = options.listener;
    this.#hls = new Hls({
      ...hlsConfiguration,
      pLoader: playlistLoaderOf({
        rewriteMultivariant: (text) => (options.hasLossless ? addLossless(text, LOSSLESS) : text),
        onTiming: (timing) => this.#setTiming(timing),
      }),
    });
    this.#latency = new LatencyController(this.#audio, this);
    this.#quality = new QualityControl(this.#hls, options.choice);
    reportActivity(this.#hls, options.activity, (level) => this.#quality.nameOf(level));
    this.#listen();
    this.#hls.loadSource(options.masterUrl);
    this.#hls.attachMedia(this.#audio);
  }

  get playingDateMs(): number | undefined {
    return this.#hls.playingDate?.getTime();
  }

  get edgeLatencyMs(): number | undefined {
    return this.#latency.latencyMs;
  }

  get targetEdgeLatencyMs(): number | undefined {
    return this.#latency.target.atMs(performance.now());
  }

  get bufferedMs(): number {
    return this.#latency.bufferedMs;
  }

  get offered(): readonly string[] {
    return this.#quality.offered;
  }

  get playing(): PlayedRendition | undefined {
    const level = this.#hls.levels[this.#hls.currentLevel];
    const name = this.#quality.nameOf(this.#hls.currentLevel);
    if (level === undefined || name === undefined) return undefined;
    return { name, bitrateBps: nominalBitrateBps(name) ?? level.averageBitrate };
  }

  get snapshot(): StreamSnapshot {
    const { bufferedMs, edgeLatencyMs: latencyMs, targetEdgeLatencyMs: targetMs } = this;
    const times = { playheadS: this.#audio.currentTime, bufferedMs, edgeS: this.edgeTimeS() };
    const places = placesOf(this.#hls.latestLevelDetails, times);
    return { ...NO_STREAM, ...places, latencyMs, targetMs, bufferedMs, rendition: this.playing?.name };
  }

  get isFollowing(): boolean {
    return this.#latency.isFollowing;
  }

  get partMs(): number {
    return this.#partMs;
  }

  edgeTimeS(): number | undefined {
    const details = this.#hls.latestLevelDetails;
    return details?.live ? details.edge + details.age : undefined;
  }

  get edgeAgeMs(): number {
    return (this.#hls.latestLevelDetails?.age ?? 0) * 1_000;
  }

  start(): void {
    this.#quality.begin();
    this.#hls.startLoad(-1);
    this.#latency.start();
  }

  suspend(): void {
    this.#latency.stop();
    this.#hls.stopLoad();
  }

  resume(): void {
    this.#hls.startLoad(-1);
    this.#latency.resume();
  }

  goLive(): void {
    this.#latency.goLive();
  }

  stepBack(ms: number): void {
    this.#latency.stepBack(ms);
  }

  choose(choice: QualityChoice): void {
    this.#quality.choose(choice);
  }

  noteStall(): void {
    // With a part in hand the network is not to blame, but a machine that had no time to decode it.
    if (this.bufferedMs > this.#partMs) return;
    this.#quality.noteStall();
    this.#latency.target.noteStall(performance.now());
  }

  destroy(): void {
    this.#latency.stop();
    this.#hls.destroy();
  }

  #listen(): void {
    const { Events } = Hls;
    this.#hls.on(Events.MANIFEST_PARSED, () => {
      this.#quality.noteLevels();
      this.#listener.onQualityChanged();
    });
    this.#hls.on(Events.LEVEL_LOADED, (_, { details }) => this.#takePlaylist(details));
    this.#hls.on(Events.BUFFER_APPENDING, () => {
      if (!this.#audio.paused) this.#latency.target.noteArrival(this.bufferedMs, performance.now());
    });
    this.#hls.on(Events.FRAG_BUFFERED, (_, { frag }) => this.#quality.noteLoaded(frag.level));
    this.#hls.on(Events.LEVEL_SWITCHED, () => this.#listener.onQualityChanged());
    this.#hls.on(Events.ERROR, (_, data) => this.#takeError(data));
  }

  #setTiming(timing: StreamTiming): void {
    this.#partMs = timing.partMs;
    this.#latency.target.setTiming(timing);
    // hls.js begins here; from then on it is the latency controller that moves the playhead.
    this.#hls.targetLatency = this.#latency.target.startMs / 1_000;
  }

  #takePlaylist(details: LevelDetails): void {
    if (details.live) this.#isLive = true;
    // A playlist that had ended before it was first seen is last broadcast's, and would play from its beginning.
    else if (!this.#isLive) this.#listener.onEnded();
  }

  #takeError(data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !this.#hasRecovered) {
      this.#hasRecovered = true;
      this.#hls.recoverMediaError();
      return;
    }
    this.#listener.onFailed(data.error);
  }
}
