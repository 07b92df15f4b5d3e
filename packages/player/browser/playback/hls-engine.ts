import Hls, { type ErrorData, type LevelDetails } from 'hls.js/light';
import { Adapter } from './adapter.ts';
import { reportActivity } from './activity-report.ts';
import type { Engine, EngineListener, PlayedRendition } from './engine.ts';
import { fragmentLoaderOf } from './fragment-loader.ts';
import { hlsConfiguration } from './hls-configuration.ts';
import { LatencyController, type LiveEdge } from './latency-controller.ts';
import { ladderControllerOf } from './ladder-controller.ts';
import { LiveSource } from './live-source.ts';
import type { EngineOptions } from './make-engine.ts';
import { playlistLoaderOf } from './playlist-loader.ts';
import { addLossless, type StreamTiming } from './playlist-text.ts';
import { LOSSLESS, nominalBitrateBps, QualityControl, type QualityChoice } from './quality.ts';
import { type SongRange, songRangesOf } from './song-ranges.ts';
import { SongWatch } from './song-watch.ts';
import { NO_STREAM, type StreamActivity, type StreamSnapshot } from './stream-activity.ts';
import { placesOf } from './stream-position.ts';

/** Settings of an {@link HlsEngine}. */
export interface HlsEngineOptions extends Omit<EngineOptions, 'renditions'> {
  /** Whether the station has a lossless rendition beside the ladder. */
  readonly hasLossless: boolean;
}

const DEFAULT_PART_MS = 192;
/** With fewer, each part is appended as soon as it is there. */
const PARTS_IN_HAND = 1.5;
/** A segment, the time it takes a link that carries little more, and some reserve. */
const SEGMENTS_LATENCY_MS = 4_500;

/** Plays by hls.js and Media Source Extensions. */
export class HlsEngine implements Engine, LiveEdge {
  readonly #audio: HTMLAudioElement;
  readonly #listener: EngineListener;
  readonly #activity: StreamActivity;
  readonly #hls: Hls;
  readonly #latency: LatencyController;
  readonly #quality: QualityControl;
  readonly #adapter: Adapter;
  readonly #source: LiveSource;
  readonly #songs: SongWatch;
  #partMs = DEFAULT_PART_MS;
  #isLive = false;
  #hasRecovered = false;

  /** Loads the multivariant playlist at once, and no media until {@link start}. */
  constructor(options: HlsEngineOptions) {
    this.#audio = options.audio;
    this.#listener = options.listener;
    this.#activity = options.activity;
    this.#latency = new LatencyController(this.#audio, this);
    this.#adapter = new Adapter({
      bufferedMs: () => this.bufferedMs,
      onUnitChanged: () => this.#changeUnit(),
    });
    this.#source = new LiveSource({
      adapter: this.#adapter,
      levelUrls: () => this.#hls.levels.map(({ uri }) => uri),
      fixedLevel: () => this.#quality.fixedLevel,
      ladderEnd: () => this.#quality.ladderEnd,
      roundTripMs: options.roundTripMs,
      hasTime: () => document.hidden && this.bufferedMs > PARTS_IN_HAND * this.#partMs,
      onReturned: () => this.#loadAnew(),
    });
    this.#hls = this.#makeHls(options.hasLossless);
    this.#quality = new QualityControl({ hls: this.#hls, adapter: this.#adapter, choice: options.choice });
    reportActivity(this.#hls, options.activity, (level) => this.#quality.nameOf(level));
    this.#songs = new SongWatch({
      audio: this.#audio,
      songs: () => songRangesOf(this.#hls.latestLevelDetails?.dateRanges),
      playingDateMs: () => this.playingDateMs,
      onChange: () => this.#listener.onChanged(),
    });
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
    const { unit, meter } = this.#adapter;
    const flow = { latencyMs, targetMs, bufferedMs, throughputBps: meter.throughputBps, unit };
    return { ...NO_STREAM, ...places, ...flow, rendition: this.playing?.name };
  }

  get song(): SongRange | null | undefined {
    return this.#songs.song;
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
    this.#source.start();
    this.#latency.start();
    // Last: hls.js may fail at once, and the engine is let go then with all that was begun.
    this.#hls.startLoad(-1);
  }

  suspend(): void {
    this.#latency.stop();
    this.#hls.stopLoad();
    this.#source.stop();
  }

  resume(): void {
    this.#source.start();
    this.#latency.resume();
    this.#hls.startLoad(-1);
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

  moveTo(masterUrl: string): void {
    this.#quality.moveTo(masterUrl);
  }

  noteStall(): void {
    // With a part in hand the network is not to blame, but a machine that had no time to decode it.
    if (this.bufferedMs > this.#partMs) return;
    this.#adapter.noteStall(performance.now());
    this.#latency.noteStall();
  }

  destroy(): void {
    this.#latency.stop();
    this.#songs.stop();
    this.#hls.destroy();
    this.#source.stop();
  }

  #makeHls(hasLossless: boolean): Hls {
    return new Hls({
      ...hlsConfiguration,
      abrController: ladderControllerOf(this.#source),
      fLoader: fragmentLoaderOf(this.#source),
      pLoader: playlistLoaderOf({
        rewriteMultivariant: (text) => (hasLossless ? addLossless(text, LOSSLESS) : text),
        onTiming: (timing) => this.#setTiming(timing),
        unit: () => this.#adapter.unit,
        onPlaylist: (url, text) => this.#source.onPlaylist(url, text),
        tell: (url, place) => this.#source.tell(url, place),
      }),
    });
  }

  #listen(): void {
    const { Events } = Hls;
    this.#hls.on(Events.MANIFEST_PARSED, () => {
      this.#quality.noteLevels();
      this.#listener.onChanged();
    });
    this.#hls.on(Events.LEVEL_LOADED, (_, { details }) => this.#takePlaylist(details));
    this.#hls.on(Events.LEVEL_UPDATED, () => this.#songs.update());
    this.#hls.on(Events.BUFFER_APPENDING, () => this.#latency.noteArrival());
    this.#hls.on(Events.LEVEL_SWITCHED, () => this.#listener.onChanged());
    this.#hls.on(Events.ERROR, (_, data) => this.#takeError(data));
  }

  #setTiming(timing: StreamTiming): void {
    this.#partMs = timing.partMs;
    this.#source.setTiming(timing);
    this.#latency.target.setTiming(timing);
    // hls.js begins here; from then on it is the latency controller that moves the playhead.
    this.#hls.targetLatency = this.#latency.target.startMs / 1_000;
  }

  #changeUnit(): void {
    this.#source.noteUnit();
    const { unit } = this.#adapter;
    this.#activity.emit({ kind: 'loading-changed', unit, atMs: performance.now() });
    this.#loadAnew();
    if (unit === 'segments') this.#latency.fallBack(SEGMENTS_LATENCY_MS);
  }

  /** hls.js forgets what it waits for: a playlist of the other kind, or the time of its own next try. */
  #loadAnew(): void {
    this.#hls.stopLoad();
    this.#hls.startLoad(-1);
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
