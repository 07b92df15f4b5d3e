/** A run of samples with the time it claims to be captured at. */
export interface Stamped {
  /** When the first sample was captured, in ms on any steady clock. */
  readonly capturedAtMs: number;
  /** When it came, on the same clock. */
  readonly arrivedAtMs: number;
  readonly durationMs: number;
}

/** What comes out: batches in order, and between them what was never captured. */
export type Continued<T> =
  | { readonly kind: 'batch'; readonly batch: T; readonly capturedAtMs: number }
  | { readonly kind: 'gap'; readonly durationMs: number };

/** How suspicious a jump of the time stamps must be. */
export interface ContinuityOptions {
  /** A batch that comes later than this is suspected to follow a gap. */
  readonly toleranceMs: number;
  /** How much must follow, all as late, before a gap is certain. */
  readonly certainAfterMs: number;
}

/** Part of the distance by which the expectation follows stamps that are early, or late. */
const FOLLOW_EARLY = 0.2;
const FOLLOW_LATE = 0.002;

/**
 * Watches the time stamps of a source for missing samples. A busy computer delivers a batch late and catches up; a
 * gap leaves everything after it late. So what follows a jump is held until one of the two is certain. A gap must
 * show in the arrivals too: where only the stamps jump, the system has corrected its guess of the device's delay.
 * Small differences are followed slowly, as sound cards do not run at the pace of the computer's clock.
 */
export class Continuity<T extends Stamped> {
  readonly #options: ContinuityOptions;
  #held: T[] = [];
  #heldMs = 0;
  #leastLateMs = Number.POSITIVE_INFINITY;
  #leastOverdueMs = Number.POSITIVE_INFINITY;
  /** The stamp that the next batch should have. */
  #dueAtMs: number | undefined;
  /** The earliest that the next batch could come. */
  #arrivalDueAtMs = Number.POSITIVE_INFINITY;

  constructor(options: ContinuityOptions) {
    this.#options = options;
  }

  /** Takes a batch; returns what is certain by now. */
  push(batch: T): Continued<T>[] {
    const { toleranceMs, certainAfterMs } = this.#options;
    this.#dueAtMs ??= batch.capturedAtMs;
    const lateMs = batch.capturedAtMs - this.#dueAtMs - this.#heldMs;
    const isLate = lateMs > toleranceMs;
    const overdueMs = this.#followArrival(batch, isLate ? 0 : FOLLOW_LATE);
    this.#held.push(batch);
    this.#heldMs += batch.durationMs;
    if (!isLate) {
      this.#dueAtMs += this.#followed(lateMs);
      return this.flush();
    }
    this.#leastLateMs = Math.min(this.#leastLateMs, lateMs);
    this.#leastOverdueMs = Math.min(this.#leastOverdueMs, overdueMs);
    return this.#heldMs < certainAfterMs ? [] : this.#decide();
  }

  /** Returns what is held, without a gap: the source has ended. */
  flush(): Continued<T>[] {
    const released = this.#held.map((batch): Continued<T> => {
      const capturedAtMs = this.#dueAtMs ?? batch.capturedAtMs;
      this.#dueAtMs = capturedAtMs + batch.durationMs;
      return { kind: 'batch', batch, capturedAtMs };
    });
    this.#held = [];
    this.#heldMs = 0;
    this.#leastLateMs = Number.POSITIVE_INFINITY;
    this.#leastOverdueMs = Number.POSITIVE_INFINITY;
    return released;
  }

  #decide(): Continued<T>[] {
    const durationMs = Math.min(this.#leastLateMs, this.#leastOverdueMs);
    this.#dueAtMs = (this.#dueAtMs ?? 0) + this.#leastLateMs;
    if (durationMs <= this.#options.toleranceMs) return this.flush();
    this.#arrivalDueAtMs += durationMs;
    return [{ kind: 'gap', durationMs }, ...this.flush()];
  }

  /** How much later than it could a batch came; the expectation moves on by it and by that part of the lateness. */
  #followArrival({ arrivedAtMs, durationMs }: T, part: number): number {
    const overdueMs = Math.max(0, arrivedAtMs - this.#arrivalDueAtMs);
    this.#arrivalDueAtMs = Math.min(this.#arrivalDueAtMs, arrivedAtMs) + overdueMs * part + durationMs;
    return overdueMs;
  }

  /** A stamp that is far too early begins a new count; there is nothing to take back. */
  #followed(lateMs: number): number {
    if (lateMs < -this.#options.toleranceMs) return lateMs;
    return lateMs * (lateMs < 0 ? FOLLOW_EARLY : FOLLOW_LATE);
  }
}
