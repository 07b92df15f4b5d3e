import { Lateness } from './lateness.ts';
import { SAMPLES_PER_MS } from './sample-time.ts';

/** Share of an observed error that is taken over at once, for capture times that a source states. */
const STATED_GAIN = 0.1;
/**
 * Arrivals can only be late, never early: an early one corrects at once, a late one hardly, by no more than sound
 * cards stray.
 */
const LATE_ARRIVAL_GAIN = 0.002;
const MAX_STRAY = 0.0003;
/** A date that is further off is put right at once; smaller errors go out of it little by little. */
const MAX_SMOOTHED_MS = 250;
/** How fast they go: 1 ms a second is 2 ms a segment, five times what sound cards stray. */
const MAX_SLEW = 0.001;

/**
 * When each sample was captured, in the server's time: a line through what was observed. It follows the source's
 * clock smoothly, so that dates in the playlist never jump.
 */
export class CaptureClock {
  /** ms since the Unix epoch at sample 0, as observed. */
  #observed: number | undefined;
  /** The same as the newest date told it; `undefined` where none was told since the line was set. */
  #told: { readonly origin: number; readonly sample: number } | undefined;
  #isStated = false;
  readonly #lateness = new Lateness();
  #newestSample = Number.NEGATIVE_INFINITY;

  /** Goes on from a date that another process told. */
  resume(sample: number, atMs: number): void {
    const origin = atMs - sample / SAMPLES_PER_MS;
    this.#set(origin);
    this.#told = { origin, sample };
    this.#newestSample = sample;
  }

  /** The source says when a sample was captured. */
  noteCapture(sample: number, atMs: number): void {
    const origin = atMs - sample / SAMPLES_PER_MS;
    const error = origin - (this.#observed ?? Number.NaN);
    if (!(Math.abs(error) <= MAX_SMOOTHED_MS)) this.#set(origin);
    else this.#observe(sample, this.#isStated ? error * STATED_GAIN : error);
    this.#isStated = true;
  }

  /** A sample has just arrived; counts only as long as the source states nothing. */
  noteArrival(sample: number, atMs: number): void {
    if (this.#isStated) return;
    const origin = atMs - sample / SAMPLES_PER_MS;
    const error = origin - (this.#observed ?? Number.NaN);
    if (Number.isNaN(error)) this.#set(origin);
    else if (error < -MAX_SMOOTHED_MS) this.#set(origin);
    else if (error > MAX_SMOOTHED_MS) this.#noteLate({ error, origin, atMs });
    else if (error < 0) this.#observe(sample, error);
    else {
      const strayMs = (Math.max(0, sample - this.#newestSample) / SAMPLES_PER_MS) * MAX_STRAY;
      this.#observe(sample, Math.min(strayMs, error * LATE_ARRIVAL_GAIN));
    }
  }

  /** A new source takes over: its observations set the line anew. */
  forgetSource(): void {
    this.#isStated = false;
  }

  /**
   * When a sample was captured, ms since the Unix epoch; NaN before anything was observed. Asked for in order: each
   * date follows what was observed from the one before, however far ahead of them the source may be.
   */
  dateOf(sample: number): number {
    if (this.#observed === undefined) return Number.NaN;
    const before = this.#told ?? { origin: this.#observed, sample };
    const mostMs = (Math.max(0, sample - before.sample) / SAMPLES_PER_MS) * MAX_SLEW;
    const origin = before.origin + Math.max(-mostMs, Math.min(mostMs, this.#observed - before.origin));
    this.#told = { origin, sample: Math.max(sample, before.sample) };
    return origin + sample / SAMPLES_PER_MS;
  }

  /** What waited for long is late once and says nothing of the source's clock, unless all that follows is so late. */
  #noteLate({ error, origin, atMs }: { error: number; origin: number; atMs: number }): void {
    if (this.#lateness.note(error * SAMPLES_PER_MS, atMs)) this.#set(origin);
  }

  #observe(sample: number, correctionMs: number): void {
    this.#lateness.clear();
    this.#observed = (this.#observed ?? 0) + correctionMs;
    this.#newestSample = Math.max(sample, this.#newestSample);
  }

  #set(origin: number): void {
    this.#lateness.clear();
    this.#observed = origin;
    this.#told = undefined;
  }
}
