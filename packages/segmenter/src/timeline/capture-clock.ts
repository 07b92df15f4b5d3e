import { SAMPLE_RATE_HZ } from '../grid.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** Share of an observed error that is taken over at once, for capture times that a source states. */
const STATED_GAIN = 0.1;
/** Arrivals can only be late, never early: an early one corrects at once, a late one hardly. */
const LATE_ARRIVAL_GAIN = 0.002;

/**
 * When each sample was captured, in the server's time: a line through what was observed, that follows the source's
 * clock smoothly, so that dates in the playlist never jump.
 */
export class CaptureClock {
  #anchor: { sample: number; atMs: number } | undefined;
  #isStated = false;

  /** The source says when a sample was captured. */
  noteCapture(sample: number, atMs: number): void {
    if (!this.#anchor || !this.#isStated) this.#anchor = { sample, atMs };
    else this.#correct(sample, atMs, STATED_GAIN);
    this.#isStated = true;
  }

  /** A sample has just arrived; counts only as long as the source states nothing. */
  noteArrival(sample: number, atMs: number): void {
    if (this.#isStated) return;
    if (!this.#anchor) this.#anchor = { sample, atMs };
    else this.#correct(sample, atMs, atMs < this.dateOf(sample) ? 1 : LATE_ARRIVAL_GAIN);
  }

  /** A new source takes over: its observations set the line anew. */
  forgetSource(): void {
    this.#isStated = false;
  }

  /** When a sample was captured, ms since the Unix epoch; NaN before anything was observed. */
  dateOf(sample: number): number {
    if (!this.#anchor) return Number.NaN;
    return this.#anchor.atMs + (sample - this.#anchor.sample) / SAMPLES_PER_MS;
  }

  #correct(sample: number, atMs: number, gain: number): void {
    const expected = this.dateOf(sample);
    this.#anchor = { sample, atMs: expected + (atMs - expected) * gain };
  }
}
