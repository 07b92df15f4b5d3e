import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../grid.ts';
import { Fade } from './fade.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** Silence goes on in steps of at least 20 ms: finer ones only cost. */
const SILENCE_STEP_SAMPLES = 960;
/** A source that stays late by the same amount for this long has become slower on its way; listeners follow it. */
const PERSISTENTLY_LATE_MS = 2_000;
/** The least share of elapsed time by which a source that is catching up gets less late. */
const CATCHING_UP = 0.1;

/** How a timeline behaves when samples lack. */
export interface TimelineOptions {
  /** Absolute number of the first sample to go on air. */
  readonly startSample: number;
  /** How long nothing goes on air when samples lack; listeners' buffers cover it. In ms. */
  readonly holdMs: number;
  /** Takes what goes on air, in order and without holes. */
  readonly onAir: (pcm: Buffer) => void;
}

/** Samples from a feed, and where they lie in it. */
export interface FeedSamples {
  /** Number of the first sample, counted from the feed's start. */
  readonly sample: number;
  readonly pcm: Buffer;
  /** Whether the samples keep the pace of a clock, so that they can be late. */
  readonly isClocked: boolean;
}

/**
 * Decides what the encoder gets next. Live samples go on as they come. When they lack, nothing goes on for the
 * hold; then silence, in real time and that hold behind, until sound returns. Pure: time comes in as an argument.
 */
export class Timeline {
  readonly #options: TimelineOptions;
  #position: number;
  /** Absolute number of the present feed's sample 0. */
  #feedOrigin: number | undefined;
  readonly #fade = new Fade();
  /** When live samples last went on, and where the first of them lies; undefined before any did. */
  #lastLive: { position: number; atMs: number } | undefined;
  #late: { sinceMs: number; samples: number } | undefined;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#position = options.startSample;
  }

  /** Absolute number of the next sample to go on air. */
  get position(): number {
    return this.#position;
  }

  /** When live samples last went on air, in ms; undefined before the first. */
  get lastLiveMs(): number | undefined {
    return this.#lastLive?.atMs;
  }

  /** Absolute number of a sample of the present feed. */
  positionOf(feedSample: number): number {
    return (this.#feedOrigin ?? this.#position) + feedSample;
  }

  /** Another feed comes: its first sample goes where the timeline is. */
  forgetFeed(): void {
    this.#feedOrigin = undefined;
    this.#late = undefined;
    if (this.#lastLive) this.#fade.break();
  }

  /** Takes samples of the present feed; returns how many of them went on air. */
  push({ sample, pcm, isClocked }: FeedSamples, nowMs: number): number {
    this.#feedOrigin ??= this.#position - sample;
    if (!isClocked) this.#feedOrigin = Math.max(this.#feedOrigin, this.#position - sample);
    const start = this.#feedOrigin + sample;
    const samples = pcm.length / BYTES_PER_SAMPLE;
    const lateSamples = this.#position - start;
    if (lateSamples < 0) this.#emitSilence(-lateSamples);
    if (lateSamples >= samples) {
      this.#noteLate(lateSamples, nowMs);
      return 0;
    }
    this.#late = undefined;
    this.#emitLive(lateSamples > 0 ? pcm.subarray(lateSamples * BYTES_PER_SAMPLE) : pcm, nowMs);
    return Math.min(samples, samples - lateSamples);
  }

  /** Puts silence on air where it is due. */
  advance(nowMs: number): void {
    const due = this.#duePosition(nowMs);
    if (due - this.#position >= SILENCE_STEP_SAMPLES) this.#emitSilence(due - this.#position);
  }

  /** Puts silence on air up to the next multiple of `samples`. */
  padTo(samples: number): void {
    const rest = this.#position % samples;
    if (rest > 0) this.#emitSilence(samples - rest);
  }

  /** A block lasts as long as it is: only a hold after its end do samples lack. */
  #duePosition(nowMs: number): number {
    if (!this.#lastLive) return this.#position;
    const { position, atMs } = this.#lastLive;
    return position + Math.floor((nowMs - atMs - this.#options.holdMs) * SAMPLES_PER_MS);
  }

  #noteLate(lateSamples: number, nowMs: number): void {
    this.#late ??= { sinceMs: nowMs, samples: lateSamples };
    const elapsedMs = nowMs - this.#late.sinceMs;
    if (elapsedMs < PERSISTENTLY_LATE_MS) return;
    const gained = this.#late.samples - lateSamples;
    if (gained < elapsedMs * SAMPLES_PER_MS * CATCHING_UP)
      this.#feedOrigin = (this.#feedOrigin ?? 0) + lateSamples;
    this.#late = undefined;
  }

  #emitLive(pcm: Buffer, nowMs: number): void {
    this.#lastLive = { position: this.#position, atMs: nowMs };
    this.#emit(this.#fade.sound(pcm));
  }

  #emitSilence(samples: number): void {
    this.#emit(this.#fade.silence(samples));
  }

  #emit(pcm: Buffer): void {
    if (pcm.length === 0) return;
    this.#position += pcm.length / BYTES_PER_SAMPLE;
    this.#options.onAir(pcm);
  }
}
