import type { BroadcastFeed, BroadcastSettings, BroadcastStart } from './broadcast-options.ts';
import { Encoder } from './encoder/encoder.ts';
import type { EncodedPart } from './encoder/part-assembler.ts';
import type { SongNote } from './feed.ts';
import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from './grid.ts';
import type { HandOver } from './hand-over.ts';
import { AirMeter } from './loudness/air-meter.ts';
import type { OnAirState } from './on-air-state.ts';
import type { Publication } from './publication.ts';
import { SegmenterError } from './segmenter-error.ts';
import { SongQueue } from './song-queue.ts';
import { CaptureClock } from './timeline/capture-clock.ts';
import { SAMPLES_PER_MS } from './timeline/sample-time.ts';
import { SourceClock, type Capture, type SourceTraits } from './timeline/source-clock.ts';
import { Timeline } from './timeline/timeline.ts';
import { BroadcastWindow } from './broadcast-window.ts';

/** A source that catches up, and silence up to now after a restart, wait while ffmpeg lags by more than this. */
const MAX_LAG_SAMPLES = 6 * SAMPLE_RATE_HZ;
const MAX_SILENT_SAMPLES = 4 * SAMPLE_RATE_HZ;
const LAG_RETRY_MS = 50;
/** An encoder that has given nothing for so long is not waited for. */
const ENCODER_LOST_MS = 5_000;
const MAX_AHEAD_SAMPLES = 10 * SAMPLE_RATE_HZ;
/** Finer than that a timer is not. */
const LEAST_TIMER_MS = 5;
const MAX_TIMER_MS = 1_000;

/** A station from going on air to EXT-X-ENDLIST: the timeline, its encoder and the window they fill. */
export class Broadcast {
  readonly #startedAtMs: number;
  readonly #settings: BroadcastSettings;
  readonly #start: BroadcastStart;
  readonly #timeline: Timeline;
  readonly #captureClock = new CaptureClock();
  readonly #meter: AirMeter;
  readonly #encoder: Encoder;
  readonly #window: BroadcastWindow;
  readonly #songs = new SongQueue();
  #source: SourceClock;
  /** What the source stated before its first sample came. */
  #earlyCapture: Capture | undefined;
  #lastPartAtMs: number;
  #lastPartLagSamples = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended: Promise<void> | undefined;
  /** What still goes on air once it is being handed over. */
  #left: Buffer[] | undefined;

  constructor(settings: BroadcastSettings, start: BroadcastStart) {
    this.#settings = settings;
    this.#start = start;
    const nowMs = settings.now();
    this.#meter = new AirMeter(settings);
    this.#lastPartAtMs = nowMs;
    this.#startedAtMs = start.carried?.manifest.startedAtMs ?? nowMs;
    this.#window = new BroadcastWindow({ ...settings, ...start, startedAtMs: this.#startedAtMs });
    this.#encoder = new Encoder({
      ...settings,
      ...start,
      onInits: (inits) => this.#takeInits(inits),
      onPart: (part) => this.#takePart(part),
    });
    this.#timeline = new Timeline({
      ...settings,
      ...start,
      startSample: start.primingSample ?? start.startSample,
      onAir: (pcm) => this.#goOnAir(pcm),
    });
    if (start.resumed) this.#captureClock.resume(start.resumed.sample, start.resumed.capturedAtMs);
    this.#source = this.#newSource({ isClocked: true });
    this.#arm();
  }

  /** The sound of this broadcast in its order. */
  get timeline(): Pick<Timeline, 'position' | 'end' | 'silentSamples' | 'lateSamples'> {
    return this.#timeline;
  }

  /** See `SourceState`. */
  get driftPpm(): number | undefined {
    return this.#source.driftPpm;
  }

  /** The process id of the present ffmpeg. */
  get encoderPid(): number | undefined {
    return this.#encoder.pid;
  }

  /** See `OnAirState`. */
  get state(): OnAirState {
    const isOverdue = this.#settings.now() - this.#lastPartAtMs > ENCODER_LOST_MS;
    const lagSamples = isOverdue ? this.#encoder.lagSamples : this.#lastPartLagSamples;
    return { ...this.#meter.state, encoderLagMs: lagSamples / SAMPLES_PER_MS };
  }

  /** A source takes over (or begins); returns its place, if it is known. One far ahead of real time is not believed. */
  beginFeed({ isClocked, position: stated, isAligned }: BroadcastFeed): number | undefined {
    const nowMs = this.#settings.now();
    const newestSample = this.#timeline.end + this.#timeline.behindSamples(nowMs) + MAX_AHEAD_SAMPLES;
    const position = stated !== undefined && stated <= newestSample ? stated : undefined;
    this.#timeline.forgetFeed(position, isAligned === true ? this.#settings.grid.partSamples : 1);
    this.#timeline.advance(nowMs);
    this.#captureClock.forgetSource();
    this.#songs.forgetFeed();
    this.#source = this.#newSource({ isClocked });
    this.#earlyCapture = undefined;
    if (position !== undefined) this.#source.allow(this.#timeline.behindSamples(nowMs), nowMs);
    return position;
  }

  /** Takes samples of the present source, `sample` counted from its start. */
  push({ sample, pcm }: { sample: number; pcm: Buffer }): void {
    if (this.#ended) return;
    const nowMs = this.#settings.now();
    const { isClocked } = this.#source;
    const onAir = this.#timeline.push({ sample, pcm, isClocked }, nowMs);
    const end = sample + pcm.length / BYTES_PER_SAMPLE;
    this.#source.noteArrival({ sample: end, onAir, nowMs });
    if (this.#earlyCapture) this.#placeCapture(this.#earlyCapture);
    const { feedPosition = 0 } = this.#timeline;
    if (onAir > 0) this.#captureClock.noteArrival(feedPosition + end, nowMs);
    this.#songs.place(end, feedPosition);
  }

  /** The present source leaves out samples up to this one; it may not run ahead by them either. */
  skipTo(sample: number): void {
    const before = this.#timeline.end;
    this.#timeline.skipTo(sample);
    this.#source.noteSkip(this.#timeline.end - before, this.#settings.now());
  }

  /** When a sample of the present source was captured. */
  noteCapture(capture: Capture): void {
    this.#source.noteCapture(capture);
    this.#placeCapture(capture);
  }

  /** Something plays from this sample of the present source on. */
  noteSong(note: SongNote, sample: number): void {
    this.#songs.note(note, sample);
  }

  /** How long the present source is held back, in ms; 0 when it may send. */
  waitMs(): number {
    const nowMs = this.#settings.now();
    const waitMs = this.#source.waitMs(nowMs);
    return this.#isEncoderBusy(nowMs) && !this.#ended ? Math.max(waitMs, LAG_RETRY_MS) : waitMs;
  }

  /** Encodes and publishes all that went on air, then ends the playlists. */
  end(): Promise<void> {
    this.#ended ??= this.#drain();
    return this.#ended;
  }

  /** Stops where it is, for another process to go on: publishes every whole part, and gives what is left. */
  async handOver(): Promise<Omit<HandOver, 'mark'>> {
    clearTimeout(this.#timer);
    this.#left = [];
    this.#timeline.flush();
    this.#ended = this.#encoder.end();
    await this.#ended;
    const { startSample, pcm } = this.#encoder.rest;
    return { startSample, pcm: Buffer.concat([pcm, ...this.#left]) };
  }

  /** Resolves when it has ended, if its end was asked for. */
  get ended(): Promise<void> | undefined {
    return this.#ended;
  }

  /** Whether ffmpeg has more to do than it should, and does it. */
  #isEncoderBusy(nowMs: number): boolean {
    return this.#encoder.lagSamples > MAX_LAG_SAMPLES && nowMs - this.#lastPartAtMs < ENCODER_LOST_MS;
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timeline.padTo(this.#settings.grid.partSamples);
    await this.#encoder.end();
    this.#publish(this.#window.end());
  }

  #goOnAir(pcm: Buffer): void {
    if (this.#left) return void this.#left.push(pcm);
    this.#meter.take(pcm);
    this.#encoder.write(pcm);
  }

  #newSource(traits: SourceTraits): SourceClock {
    const { holdMs, delayMs, whenLate, now } = this.#settings;
    return new SourceClock({ ...traits, holdMs, delayMs, whenLate, nowMs: now() });
  }

  /** When a sample was captured shows how far the source is behind. */
  #placeCapture(capture: Capture): void {
    const { feedPosition, end } = this.#timeline;
    this.#earlyCapture = feedPosition === undefined ? capture : undefined;
    if (feedPosition === undefined) return;
    const nowMs = this.#settings.now();
    const position = feedPosition + capture.sample;
    this.#captureClock.noteCapture(position, capture.atMs);
    this.#source.allow(position + (nowMs - capture.atMs) * SAMPLES_PER_MS - end, nowMs);
  }

  /** Wakes up when something may be due; while sound comes steadily that is once per hold. */
  #arm(): void {
    const { now, holdMs } = this.#settings;
    const { dueMs } = this.#timeline;
    const waitMs = dueMs === undefined ? holdMs : Math.min(MAX_TIMER_MS, dueMs - now());
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(LEAST_TIMER_MS, waitMs));
  }

  #onTimer(): void {
    const nowMs = this.#settings.now();
    if (nowMs - (this.#timeline.lastLiveMs ?? this.#startedAtMs) >= this.#settings.offAirAfterMs) {
      this.#start.onAbandoned();
      if (this.#ended) return;
    }
    const { silentSamples } = this.#timeline;
    if (!this.#isEncoderBusy(nowMs)) this.#timeline.advance(nowMs, MAX_SILENT_SAMPLES);
    this.#source.noteSilence(this.#timeline.silentSamples - silentSamples, nowMs);
    this.#arm();
  }

  #takeInits(inits: readonly Buffer[]): void {
    if (this.#window.takeInits(inits)) return;
    const message = 'ffmpeg describes the sound differently than before the restart.';
    this.#start.onFailed(new SegmenterError('encoder-failed', message));
  }

  #takePart(part: EncodedPart): void {
    this.#lastPartAtMs = this.#settings.now();
    this.#lastPartLagSamples = this.#encoder.lagSamples;
    const dateMs = Math.round(this.#captureClock.dateOf(part.startSample));
    const songs = this.#songs.takeUpTo(part.startSample + this.#settings.grid.partSamples);
    this.#publish(this.#window.add({ ...part, dateMs, songs }));
  }

  #publish(publication: Publication | undefined): void {
    if (publication) this.#start.publish(publication);
  }
}
