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
  /** ms since the Unix epoch at sample 0, as observed; and as dates tell it, which follows slowly. */
  #observed: number | undefined;
  #told = Number.NaN;
  /** Whether a date was told since the line was set; until then nobody notices a step. */
  #hasTold = false;
  #isStated = false;
  readonly #lateness = new Lateness();
  #newestSample = Number.NEGATIVE_INFINITY;

  /** Goes on from a date that another process told. */
  resume(sample: number, atMs: number): void {
    this.#set(atMs - sample / SAMPLES_PER_MS);
    this.#hasTold = true;
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

  /** When a sample was captured, ms since the Unix epoch; NaN before anything was observed. */
  dateOf(sample: number): number {
    this.#hasTold ||= this.#observed !== undefined;
    return this.#told + sample / SAMPLES_PER_MS;
  }

  /** What waited for long is late once and says nothing of the source's clock, unless all that follows is so late. */
  #noteLate({ error, origin, atMs }: { error: number; origin: number; atMs: number }): void {
    if (this.#lateness.note(error * SAMPLES_PER_MS, atMs)) this.#set(origin);
  }

  #observe(sample: number, correctionMs: number): void {
    this.#lateness.clear();
    this.#observed = (this.#observed ?? 0) + correctionMs;
    if (!this.#hasTold) this.#told = this.#observed;
    const elapsedMs = Math.max(0, sample - this.#newestSample) / SAMPLES_PER_MS;
    this.#newestSample = Math.max(sample, this.#newestSample);
    const stepMs = Math.min(elapsedMs, 2_000) * MAX_SLEW;
    this.#told += Math.max(-stepMs, Math.min(stepMs, this.#observed - this.#told));
  }

  #set(origin: number): void {
    this.#lateness.clear();
    this.#observed = origin;
    this.#told = origin;
  }
}
