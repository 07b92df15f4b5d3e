/** Even a quick ffmpeg gets that long: a machine that is busy for a moment is no fault. */
const MIN_LIMIT_MS = 100;
/** How much longer than ever before a part may take. */
const PATIENCE = 3;
/** How long the first part of a new ffmpeg may take until it is known how long one takes. */
const FIRST_START_LIMIT_MS = 3_000;
const MIN_START_LIMIT_MS = 300;
const MAX_LIMIT_MS = 8_000;
/** What took long once counts less with every part. */
const FORGETTING = 0.98;
/** A timer that is so late says that this process was busy, not ffmpeg. */
const BUSY_MS = 50;

/** How a watch is set. */
export interface ProgressWatchOptions {
  /** The longest that a part may take once ffmpeg runs, where alarms have not become frequent: the hold. */
  readonly maxLimitMs: number;
  /** Called when a part is overdue, and again each time that as much has passed. */
  readonly onOverdue: (overdueMs: number) => void;
}

/**
 * Watches that an ffmpeg gives each part soon after it has the PCM for it. What is soon follows from how long parts
 * took before; every alarm doubles it for a while, so that a machine that is merely slow gets no storm of ffmpegs.
 */
export class ProgressWatch {
  readonly #options: ProgressWatchOptions;
  #greatestMs = 0;
  #greatestStartMs: number | undefined;
  #leniency = 1;
  #isStarting = true;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProgressWatchOptions) {
    this.#options = options;
  }

  /** A new ffmpeg starts; the part that is due is given the time for that. */
  noteStart(): void {
    this.#isStarting = true;
    if (this.#timer) this.#arm();
  }

  /** Whether a part is due now. While one is, more do not matter. */
  setDue(isDue: boolean): void {
    if (!isDue) this.stop();
    else if (!this.#timer) this.#arm();
  }

  /** A part came. */
  noteProgress(): void {
    if (this.#timer) this.#note(performance.now() - this.#since);
    this.#isStarting = false;
    this.stop();
  }

  /** Watches no more until a part is due again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #note(tookMs: number): void {
    this.#leniency = Math.max(1, this.#leniency * FORGETTING);
    if (this.#isStarting) this.#greatestStartMs = Math.max(this.#greatestStartMs ?? 0, tookMs);
    else this.#greatestMs = Math.max(tookMs, this.#greatestMs * FORGETTING);
  }

  get #limitMs(): number {
    const limitMs = this.#isStarting ? this.#startLimitMs : this.#runningLimitMs;
    return Math.min(MAX_LIMIT_MS, limitMs * this.#leniency);
  }

  get #startLimitMs(): number {
    if (this.#greatestStartMs === undefined) return FIRST_START_LIMIT_MS;
    return Math.max(MIN_START_LIMIT_MS, Math.min(FIRST_START_LIMIT_MS, PATIENCE * this.#greatestStartMs));
  }

  get #runningLimitMs(): number {
    const wanted = Math.min(this.#options.maxLimitMs, PATIENCE * this.#greatestMs);
    return Math.max(MIN_LIMIT_MS, wanted);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#since = performance.now();
    const limitMs = this.#limitMs;
    this.#timer = setTimeout(() => this.#onTimer(limitMs), limitMs);
  }

  #onTimer(limitMs: number): void {
    const tookMs = performance.now() - this.#since;
    if (tookMs <= limitMs + BUSY_MS) {
      this.#leniency *= 2;
      this.#options.onOverdue(tookMs);
    }
    if (this.#timer) this.#arm();
  }
}
