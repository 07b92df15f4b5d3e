import type { CapturedBatch } from '../uplink/captured-batch.ts';
import { Joint } from './joint.ts';
import { durationMsOf, type MixSpan, MOST_SILENCE_MS, silentPlanes } from './mix-span.ts';
import { Resampler } from './resampler.ts';
import { SampleQueue } from './sample-queue.ts';

/** A source whose place is wrong by more is put right at once; by less, it is read a little faster or slower. */
const SLIP_MS = 40;
const CORRECTED_WITHIN_MS = 2_000;
/** Far more than clocks differ by, and too little to be heard. */
const MAX_CORRECTION = 0.003;
/** A source without sound for so long is not waited for. */
const DORMANT_AFTER_MS = 1_000;
/** What the resampler looks ahead, with room. */
const LOOK_AHEAD_MS = 2;

/**
 * A live source beside the one that the mix is paced by. It has a clock of its own: each of its samples is put where
 * its time stamp says, by reading it at a pace that keeps it there.
 */
export class LiveFollower {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly #queue: SampleQueue;
  readonly #resampler: Resampler;
  readonly #joint = new Joint();
  /** The time stamp of the end of the queue. */
  #endMs = Number.NEGATIVE_INFINITY;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #isSounding = false;

  constructor({ channels, sampleRateHz }: { channels: number; sampleRateHz: number }) {
    this.channels = channels;
    this.sampleRateHz = sampleRateHz;
    this.#queue = new SampleQueue(channels);
    this.#resampler = new Resampler(this.#queue);
  }

  /** Takes sound, with the time stamp that its continuity gives it. */
  push({ planes, durationMs, arrivedAtMs }: CapturedBatch, capturedAtMs: number): void {
    this.#queue.append(planes);
    this.#endMs = capturedAtMs + durationMs;
    this.#heardAtMs = arrivedAtMs;
  }

  /** Sound that the device dropped: silence keeps its place. After a long absence what came before it is past. */
  skip(durationMs: number): void {
    if (durationMs > MOST_SILENCE_MS) this.#empty();
    else this.#queue.appendSilence(Math.round((durationMs * this.sampleRateHz) / 1_000));
    this.#endMs += durationMs;
  }

  /** Whether nothing has come of late. */
  isDormantAt(nowMs: number): boolean {
    return nowMs - this.#heardAtMs >= DORMANT_AFTER_MS;
  }

  /** Whether a mix has to wait a moment for the sound up to this time. */
  isAwaitedUntil(atMs: number, nowMs: number): boolean {
    return this.#endMs < atMs + LOOK_AHEAD_MS && !this.isDormantAt(nowMs);
  }

  /** The sound of a span; undefined where there is none at all. */
  render({ fromMs, frames, sampleRateHz }: MixSpan): Float32Array[] | undefined {
    const errorFrames = this.#placeOf(fromMs) - this.#resampler.position;
    if (!this.#isSounding || Math.abs(errorFrames) > (SLIP_MS * this.sampleRateHz) / 1_000) {
      return this.#renderAnew({ fromMs, frames, sampleRateHz });
    }
    const wanted = errorFrames / ((CORRECTED_WITHIN_MS * this.sampleRateHz) / 1_000);
    const correction = Math.max(-MAX_CORRECTION, Math.min(MAX_CORRECTION, wanted));
    return this.#read({ frames, pace: (this.sampleRateHz / sampleRateHz) * (1 + correction) }, sampleRateHz);
  }

  /** Everything that was not read, for a mix that this source is to pace from now on. */
  takeRest(arrivedAtMs: number): CapturedBatch | undefined {
    const from = Math.max(0, Math.round(this.#resampler.position));
    const frames = this.#queue.frames - from;
    if (frames <= 0) return undefined;
    const { sampleRateHz } = this;
    const planes = Array.from({ length: this.channels }, (_, channel) =>
      this.#queue.view(channel).slice(from),
    );
    const durationMs = durationMsOf({ frames, sampleRateHz });
    return { planes, sampleRateHz, durationMs, capturedAtMs: this.#endMs - durationMs, arrivedAtMs };
  }

  #empty(): void {
    this.#queue.discard(this.#queue.frames);
    this.#resampler.position = 0;
  }

  #placeOf(atMs: number): number {
    return this.#queue.frames - ((this.#endMs - atMs) * this.sampleRateHz) / 1_000;
  }

  /** Begins, or begins again, at the right place; what is too old is left out. */
  #renderAnew({ fromMs, frames, sampleRateHz }: MixSpan): Float32Array[] | undefined {
    const place = this.#placeOf(fromMs);
    const pace = this.sampleRateHz / sampleRateHz;
    const wasSounding = this.#isSounding;
    this.#isSounding = false;
    if (place < 0 || !Number.isFinite(place))
      return wasSounding ? this.#fadeOut(frames, sampleRateHz) : undefined;
    this.#resampler.position = Math.min(place, this.#queue.frames);
    if (this.#resampler.framesReady(pace) < frames) {
      this.#resampler.read([], { frames: 0, pace });
      return wasSounding || !this.#joint.isSettled ? this.#fadeOut(frames, sampleRateHz) : undefined;
    }
    this.#isSounding = true;
    this.#joint.break(sampleRateHz);
    return this.#read({ frames, pace }, sampleRateHz);
  }

  #read({ frames, pace }: { frames: number; pace: number }, sampleRateHz: number): Float32Array[] {
    const planes = silentPlanes(this.channels, frames);
    const ready = Math.min(frames, this.#resampler.framesReady(pace));
    this.#resampler.read(
      planes.map((plane) => plane.subarray(0, ready)),
      { frames: ready, pace },
    );
    this.#joint.apply(planes.map((plane) => plane.subarray(0, ready)));
    if (ready === frames) return planes;
    this.#isSounding = false;
    this.#joint.break(sampleRateHz);
    this.#joint.apply(planes.map((plane) => plane.subarray(ready)));
    return planes;
  }

  #fadeOut(frames: number, sampleRateHz: number): Float32Array[] {
    if (this.#joint.isSettled) this.#joint.break(sampleRateHz);
    const planes = silentPlanes(this.channels, frames);
    this.#joint.apply(planes);
    return planes;
  }
}
