import { correctionOf } from './latency-correction.ts';
import { LatencyTarget } from './latency-target.ts';
import { SeekPause } from './seek-pause.ts';

/** What a latency controller needs to know of the stream. */
export interface LiveEdge {
  /** Media time of the live edge as it moves on between two playlists, in s; undefined until a playlist is there. */
  edgeTimeS(): number | undefined;
  /** Since when the live edge is no more than a guess: the age of the newest part that is known. */
  readonly edgeAgeMs: number;
  /** PART-TARGET, in ms; a segment's duration where there are no parts. */
  readonly partMs: number;
}

const TICK_MS = 250;
/** Weight of a new reading: playlists come early or late by tens of ms, and the tempo should not follow each. */
const READING_WEIGHT = 0.25;
/** Parts that may be due before the edge is no longer believed to have moved on. */
const TRUSTED_PARTS = 3;
/** Nobody misses what is left out in the first moments. */
const SETTLING_MS = 1_500;
/** A pause shorter than this is made up for by tempo; after a longer one the listener stays where they were. */
const FOLLOW_WITHIN_MS = 1_000;

/**
 * Keeps the playhead of a live stream at its target behind the live edge. A listener who paused is left where they
 * are until {@link goLive}.
 */
export class LatencyController {
  /** Where to play. */
  readonly target = new LatencyTarget();
  readonly #audio: HTMLAudioElement;
  readonly #edge: LiveEdge;
  readonly #seekPause = new SeekPause();
  #isFollowing = true;
  #soundedAtMs: number | undefined;
  #smoothMs: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(audio: HTMLAudioElement, edge: LiveEdge) {
    this.#audio = audio;
    this.#edge = edge;
    // Chromium clicks whenever it begins or ceases to stretch time; without the pitch kept it resamples, seamlessly.
    audio.preservesPitch = false;
  }

  /** Whether the playhead is held at the target; false after a pause. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Distance of the playhead to the live edge. */
  get latencyMs(): number | undefined {
    const edgeS = this.#edge.edgeTimeS();
    return edgeS === undefined ? undefined : (edgeS - this.#audio.currentTime) * 1_000;
  }

  /** Sound left to play without a pause. */
  get bufferedMs(): number {
    const { buffered, currentTime } = this.#audio;
    for (let index = 0; index < buffered.length; index += 1) {
      if (currentTime >= buffered.start(index) && currentTime < buffered.end(index)) {
        return (buffered.end(index) - currentTime) * 1_000;
      }
    }
    return 0;
  }

  /** Where the target is on the media timeline now, in s. */
  get targetTimeS(): number | undefined {
    const edgeS = this.#edge.edgeTimeS();
    return edgeS === undefined ? undefined : edgeS - this.target.atMs(performance.now()) / 1_000;
  }

  /** Begins to hold the playhead. */
  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** Leaves the playhead alone; safe to call twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#audio.playbackRate = 1;
  }

  /** The listener plays on after a pause: one that was long stays behind. */
  resume(): void {
    const behindMs = (this.latencyMs ?? 0) - this.target.atMs(performance.now());
    if (behindMs > FOLLOW_WITHIN_MS) this.#isFollowing = false;
    this.start();
  }

  /** Goes to the live edge and stays with it. */
  goLive(): void {
    this.#isFollowing = true;
    this.#seekPause.forget();
    this.#seek();
  }

  /** Goes back by `ms`, as far as sound is still there, and stays behind the live edge by as much. */
  stepBack(ms: number): void {
    const { buffered, currentTime } = this.#audio;
    if (buffered.length === 0) return;
    this.#isFollowing = false;
    this.#setRate(1);
    this.#audio.currentTime = Math.max(currentTime - ms / 1_000, buffered.start(0));
  }

  /** A part is there to be appended; what comes before the sound begins, or is back, comes late for nothing. */
  noteArrival(): void {
    if (this.#isSounding && !this.#audio.paused) this.target.noteArrival(this.bufferedMs, performance.now());
  }

  /** The sound stopped: when it is back, the distance is made good at once. */
  noteStall(): void {
    this.#soundedAtMs = undefined;
    this.#seekPause.forget();
    this.target.noteStall(performance.now());
  }

  /** Goes back to play what was played already, rather than nothing, until this far behind the live edge. */
  fallBack(latencyMs: number): void {
    const { buffered, currentTime } = this.#audio;
    const backS = (latencyMs - (this.latencyMs ?? latencyMs)) / 1_000;
    if (backS <= 0 || buffered.length === 0) return;
    this.#seekPause.forget();
    this.#seekPause.begin(performance.now());
    this.#smoothMs = undefined;
    this.#audio.currentTime = Math.max(currentTime - backS, buffered.start(buffered.length - 1));
  }

  #tick(): void {
    const latencyMs = this.#readSmoothly();
    if (latencyMs === undefined || !this.#isFollowing || this.#audio.paused || this.#audio.seeking) return;
    if (this.#edge.edgeAgeMs > TRUSTED_PARTS * this.#edge.partMs) return this.#setRate(1);
    const reading = {
      latencyMs,
      targetMs: this.target.atMs(performance.now()),
      bufferedMs: this.bufferedMs,
      partMs: this.#edge.partMs,
      isSounding: this.#isSounding,
      isSettling: this.#isSettling,
      maySeek: this.#seekPause.isOver(performance.now()),
    };
    const correction = correctionOf(reading, this.#audio.playbackRate);
    if (correction.kind === 'rate') this.#setRate(correction.rate);
    else this.#seek();
  }

  /** Whether the sound has only just begun, or come back. */
  get #isSettling(): boolean {
    const nowMs = performance.now();
    if (this.#isSounding) this.#soundedAtMs ??= nowMs;
    return this.#soundedAtMs === undefined || nowMs - this.#soundedAtMs < SETTLING_MS;
  }

  get #isSounding(): boolean {
    return this.#audio.readyState > HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** The latency without the jitter of single playlists; begins anew after silence. */
  #readSmoothly(): number | undefined {
    const { latencyMs } = this;
    const isFresh = this.#smoothMs === undefined || !this.#isSounding;
    if (latencyMs === undefined || isFresh) this.#smoothMs = latencyMs;
    else this.#smoothMs = (this.#smoothMs ?? latencyMs) * (1 - READING_WEIGHT) + latencyMs * READING_WEIGHT;
    return this.#smoothMs;
  }

  #setRate(rate: number): void {
    if (this.#audio.playbackRate !== rate) this.#audio.playbackRate = rate;
  }

  #seek(): void {
    const timeS = this.targetTimeS;
    if (timeS === undefined) return;
    this.#seekPause.begin(performance.now());
    this.#smoothMs = undefined;
    this.#setRate(1);
    this.#audio.currentTime = timeS;
  }
}
