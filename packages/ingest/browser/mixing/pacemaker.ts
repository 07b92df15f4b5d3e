import type { CapturedBatch } from '../uplink/captured-batch.ts';
import { silentPlanes } from './mix-span.ts';

/** A source that opens stamps its first sound with a time that has passed already. */
const BEHIND_MS = 60;
const CHANNELS = 2;

/** Paces a mix in which no live source is: silence by the computer's clock. */
export class Pacemaker {
  readonly sampleRateHz: number;
  readonly #startMs: number;
  #frames = 0;

  constructor({ startMs, sampleRateHz }: { startMs: number; sampleRateHz: number }) {
    this.#startMs = startMs;
    this.sampleRateHz = sampleRateHz;
  }

  /** Where a pacemaker that is started now begins. */
  static startMsAt(nowMs: number): number {
    return nowMs - BEHIND_MS;
  }

  get endMs(): number {
    return this.#startMs + (this.#frames * 1_000) / this.sampleRateHz;
  }

  /** What is due since the last call. */
  take(nowMs: number): CapturedBatch | undefined {
    return this.takeUntil(nowMs - BEHIND_MS, nowMs);
  }

  /** What is missing up to a time. */
  takeUntil(atMs: number, arrivedAtMs: number): CapturedBatch | undefined {
    const frames = Math.round(((atMs - this.endMs) * this.sampleRateHz) / 1_000);
    if (frames < 1) return undefined;
    const capturedAtMs = this.endMs;
    this.#frames += frames;
    const durationMs = (frames * 1_000) / this.sampleRateHz;
    const planes = silentPlanes(CHANNELS, frames);
    return { planes, sampleRateHz: this.sampleRateHz, capturedAtMs, arrivedAtMs, durationMs };
  }
}
