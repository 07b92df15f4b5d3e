import type { Placement } from '../feed.ts';
import { BYTES_PER_SAMPLE } from '../grid.ts';
import { Fade } from './fade.ts';
import { Lateness } from './lateness.ts';
import { PcmQueue } from './pcm-queue.ts';
import { RealTimeLine } from './real-time-line.ts';
import { SAMPLES_PER_MS } from './sample-time.ts';
import { silenceDue } from './silence-due.ts';
import type { FeedSamples, TimelineOptions } from './timeline-options.ts';

/** A source that is catching up sends again once it hears that what it sent has come. */
const MAX_CATCH_UP_PAUSE_MS = 500;

/**
 * Decides what the encoder gets next. Live samples go on as they come, `delayMs` behind the newest. When they lack,
 * what waits goes on in real time; then nothing for the hold; then silence, in real time and that hold behind, until
 * sound returns. Pure: time comes in as an argument.
 */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #delaySamples: number;
  readonly #line: RealTimeLine;
  readonly #lateness = new Lateness();
  readonly #queue = new PcmQueue();
  readonly #fade = new Fade();
  #position: number;
  /** One past the newest sample that has a place, declared gaps included. */
  #end: number;
  /** One past the newest sample that was queued. */
  #queuedEnd = Number.NEGATIVE_INFINITY;
  /** Absolute number of the present feed's sample 0. */
  #feedOrigin: number | undefined;
  #isBreak = false;
  /** The present feed's first sample lies at a multiple of this. */
  #alignSamples = 1;
  /** No silence before. */
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  #lastLiveMs: number | undefined;
  #silentSamples = 0;
  #lateSamples = 0;

  constructor(options: TimelineOptions) {
    const { startSample, delayMs = 0, whenLate = 'skip', holdMs, resumed } = options;
    this.#options = options;
    this.#delaySamples = delayMs * SAMPLES_PER_MS;
    this.#line = new RealTimeLine(whenLate === 'skip' ? holdMs : Number.POSITIVE_INFINITY);
    this.#position = startSample;
    this.#end = startSample;
    if (!resumed) return;
    this.#line.set(resumed.sample, resumed.capturedAtMs);
    this.#lastLiveMs = resumed.capturedAtMs;
    this.#holdUntilMs = resumed.holdUntilMs;
  }

  /** Absolute number of the next sample to go on air. */
  get position(): number {
    return this.#position;
  }

  /** One past the newest sample that is on air or waits to be, declared gaps included. */
  get end(): number {
    return Math.max(this.#position, this.#end);
  }

  /** When live samples last came in time, in ms; undefined before the first. */
  get lastLiveMs(): number | undefined {
    return this.#lastLiveMs;
  }

  /** Absolute number of the present feed's sample 0; undefined before its first sample came. */
  get feedPosition(): number | undefined {
    return this.#feedOrigin;
  }

  /** Samples of silence that stood in for what had not come. */
  get silentSamples(): number {
    return this.#silentSamples;
  }

  /** Samples that came too late to go on air. */
  get lateSamples(): number {
    return this.#lateSamples;
  }

  /** How far a source at real time is ahead of all that came, in samples; 0 before any did. */
  behindSamples(nowMs: number): number {
    return Math.max(0, (this.#line.sampleAt(nowMs) ?? this.end) - this.end);
  }

  /** When something is due to go on air if no sample comes, in ms; undefined before any came. */
  get dueMs(): number | undefined {
    const { holdMs, whenLate } = this.#options;
    const waitMs = this.#queue.first ? holdMs / 2 : holdMs;
    if (!this.#queue.first && whenLate === 'never-skip') return undefined;
    return this.#line.timeOf(this.#position + this.#delaySamples + waitMs * SAMPLES_PER_MS);
  }

  /**
   * Another feed comes: its first sample goes where the timeline is.
   *
   * @param position where its sample 0 lies, if that is known.
   * @param alignSamples a multiple of this is where its first sample goes, if not; default 1.
   */
  forgetFeed(position?: number, alignSamples = 1): void {
    this.#feedOrigin = undefined;
    this.#alignSamples = alignSamples;
    this.#lateness.clear();
    this.#end = Math.max(this.#position, this.#queuedEnd);
    if (position === undefined) this.#holdUntilMs = Number.NEGATIVE_INFINITY;
    else this.#place({ fromSample: 0, position });
    this.#isBreak = this.#lastLiveMs !== undefined && position === undefined;
  }

  /** Takes samples of the present feed; returns how many of them have or get their place on air. */
  push({ sample, pcm, isClocked }: FeedSamples, nowMs: number): number {
    const start = this.#startOf(sample, { isClocked, nowMs });
    const samples = pcm.length / BYTES_PER_SAMPLE;
    const lateSamples = Math.max(0, this.#position - start);
    if (lateSamples >= samples) {
      this.#noteLate({ samples, lateSamples, fromSample: sample + samples, nowMs });
      return 0;
    }
    this.#lateness.clear();
    this.#lateSamples += lateSamples;
    this.#line.note(Math.max(start, this.#position), nowMs);
    this.#lastLiveMs = nowMs;
    const inTime = lateSamples > 0 ? pcm.subarray(lateSamples * BYTES_PER_SAMPLE) : pcm;
    this.#queue.push({ startSample: start + lateSamples, pcm: inTime, isBreak: this.#isBreak });
    this.#isBreak = false;
    this.#queuedEnd = start + samples;
    this.#end = Math.max(this.#end, this.#queuedEnd);
    this.#goOnUpTo(this.#end - this.#delaySamples);
    return samples - lateSamples;
  }

  /** Samples of the present feed up to this one were never captured; it becomes silence once later ones come. */
  skipTo(sample: number): void {
    if (this.#feedOrigin !== undefined) this.#end = Math.max(this.#end, this.#feedOrigin + sample);
  }

  /**
   * Puts on air what is due.
   *
   * @param maxSilentSamples how much silence may stand in at once; default all.
   */
  advance(nowMs: number, maxSilentSamples = Number.POSITIVE_INFINITY): void {
    const line = this.#line.sampleAt(nowMs);
    if (line === undefined) return;
    const due = Math.floor(line - this.#delaySamples);
    const holdSamples = this.#options.holdMs * SAMPLES_PER_MS;
    this.#goOnUpTo(due - holdSamples / 2);
    if (this.#queue.first || this.#options.whenLate === 'never-skip' || this.#isAwaited(nowMs)) return;
    const wanted = silenceDue(due - this.#position, holdSamples);
    if (wanted === 0) return;
    const silentSamples = Math.min(wanted, maxSilentSamples);
    this.#silentSamples += silentSamples;
    this.#emit(this.#fade.silence(silentSamples));
  }

  /** Whether what lacks is still to come: kept by another process, or by a source that is catching up. */
  #isAwaited(nowMs: number): boolean {
    const sinceLiveMs = nowMs - (this.#lastLiveMs ?? nowMs);
    return nowMs < this.#holdUntilMs || (this.#line.isCatchingUp && sinceLiveMs < MAX_CATCH_UP_PAUSE_MS);
  }

  /** Puts all that waits on air. */
  flush(): void {
    this.#goOnUpTo(Number.POSITIVE_INFINITY);
  }

  /** Puts all that waits on air, and silence up to the next multiple of `samples`. */
  padTo(samples: number): void {
    this.flush();
    const rest = this.#position % samples;
    if (rest > 0) this.#emit(this.#fade.silence(samples - rest));
  }

  /** Where a sample of the present feed lies. Nothing of a pipe is late: its place moves on with the silence. */
  #startOf(sample: number, { isClocked, nowMs }: { isClocked: boolean; nowMs: number }): number {
    const origin = this.#feedOrigin ?? this.#placeFor(nowMs) - sample;
    const moved = isClocked ? origin : Math.max(origin, this.end - sample);
    if (moved !== this.#feedOrigin) this.#place({ fromSample: sample, position: moved });
    return moved + sample;
  }

  /** Behind all that waits; and with a delay where it is in real time, so that the delay stays the same. */
  #placeFor(nowMs: number): number {
    const line = this.#delaySamples === 0 ? this.end : (this.#line.sampleAt(nowMs) ?? this.end);
    return Math.ceil(Math.max(this.end, Math.floor(line)) / this.#alignSamples) * this.#alignSamples;
  }

  #place(placement: Placement): void {
    this.#feedOrigin = placement.position;
    this.#options.onPlaced?.(placement);
  }

  /** A source that stays late has become slower on its way; listeners follow it. */
  #noteLate(late: { samples: number; lateSamples: number; fromSample: number; nowMs: number }): void {
    // What only primes was published by a former process.
    if (late.fromSample + (this.#feedOrigin ?? 0) > this.#options.startSample)
      this.#lateSamples += late.samples;
    if (!this.#lateness.note(late.lateSamples, late.nowMs)) return;
    this.#place({ fromSample: late.fromSample, position: (this.#feedOrigin ?? 0) + late.lateSamples });
  }

  #goOnUpTo(endSample: number): void {
    for (let { first } = this.#queue; first; { first } = this.#queue) {
      const holeEnd = Math.min(first.startSample, Math.floor(endSample));
      if (holeEnd > this.#position) this.#emit(this.#fade.silence(holeEnd - this.#position));
      if (!this.#queue.shiftUpTo(endSample)) return;
      if (first.isBreak) this.#fade.break();
      this.#emit(this.#fade.sound(first.pcm));
    }
  }

  #emit(pcm: Buffer): void {
    if (pcm.length === 0) return;
    this.#position += pcm.length / BYTES_PER_SAMPLE;
    this.#options.onAir(pcm);
  }
}
