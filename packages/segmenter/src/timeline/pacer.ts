import { SAMPLES_PER_MS } from './sample-time.ts';

/**
 * Sound cards stray from the nominal rate by up to some 200 ppm, so a source may be that much faster than the
 * server's clock for ever; a file that is pushed at once may not.
 */
const STRAY = 0.0003;

/** How a source is paced. */
export interface PacerOptions {
  /** The most that a source may be ahead of real time. */
  readonly burstSamples: number;
  /** What may come at once in the beginning. */
  readonly firstSamples: number;
  /**
   * Whether a source that is behind real time may catch up as fast as it comes. Otherwise a pause is lost, and no
   * more than the burst comes at once after it.
   */
  readonly mayCatchUp: boolean;
  readonly nowMs: number;
}

/** How much a source may send: real time, with an allowance for bursts. */
export class Pacer {
  readonly #options: PacerOptions;
  #allowance: number;
  #atMs: number;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#allowance = options.firstSamples;
    this.#atMs = options.nowMs;
  }

  /** Counts samples that have their place on air. */
  take(samples: number, nowMs: number): void {
    this.#accrue(nowMs);
    this.#allowance -= samples;
  }

  /** The source turns out to be so far behind real time. */
  allow(behindSamples: number, nowMs: number): void {
    this.#accrue(nowMs);
    if (this.#options.mayCatchUp) this.#allowance = Math.max(this.#allowance, behindSamples);
  }

  /** Milliseconds until the source may send again; 0 means now. */
  waitMs(nowMs: number): number {
    this.#accrue(nowMs);
    return this.#allowance > 0 ? 0 : -this.#allowance / (SAMPLES_PER_MS * (1 + STRAY));
  }

  /** A source that strays makes neither a debt nor, over days, a credit. */
  #accrue(nowMs: number): void {
    const { burstSamples, mayCatchUp } = this.#options;
    const earned = Math.max(0, nowMs - this.#atMs) * SAMPLES_PER_MS;
    this.#atMs = nowMs;
    if (this.#allowance <= burstSamples) {
      const grown = this.#allowance + earned * (1 + STRAY);
      this.#allowance = mayCatchUp ? grown : Math.min(burstSamples, grown);
    } else this.#allowance += earned * (1 - STRAY);
  }
}
