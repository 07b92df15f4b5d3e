import { SAMPLE_RATE_HZ } from '../grid.ts';

/**
 * Sound cards stray from the nominal rate by up to some 200 ppm, so a source may be that much faster than the
 * server's clock for ever; a file that is pushed at once may not.
 */
const SAMPLES_PER_MS = (SAMPLE_RATE_HZ / 1_000) * 1.0003;

/** How much a source may send: real time, with an allowance for bursts. */
export class Pacer {
  readonly #burstSamples: number;
  #allowance: number;
  #atMs: number;

  /**
   * @param burstSamples the most that may come at once after a pause.
   * @param firstSamples what may come at once in the beginning.
   */
  constructor(options: { burstSamples: number; firstSamples: number; nowMs: number }) {
    this.#burstSamples = options.burstSamples;
    this.#allowance = options.firstSamples;
    this.#atMs = options.nowMs;
  }

  /** Counts samples that went on air. */
  take(samples: number, nowMs: number): void {
    this.#accrue(nowMs);
    this.#allowance -= samples;
  }

  /** Milliseconds until the source may send again; 0 means now. */
  waitMs(nowMs: number): number {
    this.#accrue(nowMs);
    return this.#allowance > 0 ? 0 : -this.#allowance / SAMPLES_PER_MS;
  }

  #accrue(nowMs: number): void {
    const earned = Math.max(0, nowMs - this.#atMs) * SAMPLES_PER_MS;
    this.#allowance = Math.min(this.#burstSamples, this.#allowance + earned);
    this.#atMs = nowMs;
  }
}
