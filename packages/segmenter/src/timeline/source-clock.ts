import { ClockDrift } from './clock-drift.ts';
import { Pacer } from './pacer.ts';
import { SAMPLES_PER_MS } from './sample-time.ts';
import type { LatePolicy } from './timeline-options.ts';

/** A clocked source may send what it gathered while it connected; a pipe begins gently. */
const CLOCKED_BURST_MS = 2_000;
const PIPE_BURST_MS = 1_000;
const PIPE_FIRST_MS = 250;
/** A source is not believed to be further behind than that. */
const MAX_BEHIND_SAMPLES = 600_000 * SAMPLES_PER_MS;

/** What a source is. */
export interface SourceTraits {
  /** Whether samples carry the pace of a clock. */
  readonly isClocked: boolean;
}

/** What is known when a source comes. */
export interface SourceClockOptions extends SourceTraits {
  readonly holdMs: number;
  readonly delayMs: number;
  readonly whenLate: LatePolicy;
  readonly nowMs: number;
}

/** A sample of a source, and when it was captured (ms since the Unix epoch). */
export interface Capture {
  readonly sample: number;
  readonly atMs: number;
}

/** One source against the server's clock: how much it may send, and how much its own clock strays. Pure. */
export class SourceClock {
  readonly isClocked: boolean;
  readonly #mayCatchUp: boolean;
  readonly #pacer: Pacer;
  readonly #drift = new ClockDrift();
  #isStated = false;

  constructor({ isClocked, holdMs, delayMs, whenLate, nowMs }: SourceClockOptions) {
    this.isClocked = isClocked;
    this.#mayCatchUp = isClocked && whenLate === 'skip';
    const burstMs = holdMs + (this.#mayCatchUp ? CLOCKED_BURST_MS : PIPE_BURST_MS + delayMs);
    const firstMs = isClocked ? CLOCKED_BURST_MS : PIPE_FIRST_MS + delayMs;
    this.#pacer = new Pacer({
      burstSamples: burstMs * SAMPLES_PER_MS,
      firstSamples: firstMs * SAMPLES_PER_MS,
      mayCatchUp: this.#mayCatchUp,
      nowMs,
    });
  }

  /** How much faster its clock is than the server's, in ppm; undefined until that is known. */
  get driftPpm(): number | undefined {
    return this.isClocked ? this.#drift.ppm : undefined;
  }

  /** Samples of the source came, the last of them before `sample`; so many of them have their place on air. */
  noteArrival({ sample, onAir, nowMs }: { sample: number; onAir: number; nowMs: number }): void {
    this.#pacer.take(onAir, nowMs);
    if (this.isClocked && !this.#isStated) this.#drift.note(sample, nowMs);
  }

  /** The source left so many samples out, which have their place too. */
  noteSkip(samples: number, nowMs: number): void {
    this.#pacer.take(samples, nowMs);
  }

  /** Silence stood in for so many samples: they are lost for a source that catches up. */
  noteSilence(samples: number, nowMs: number): void {
    if (this.#mayCatchUp) this.#pacer.take(samples, nowMs);
  }

  /** The source says when a sample was captured. */
  noteCapture({ sample, atMs }: Capture): void {
    if (!this.#isStated) this.#drift.forget();
    this.#isStated = true;
    this.#drift.note(sample, atMs);
  }

  /** The source turns out to be so far behind real time, and may catch up. */
  allow(behindSamples: number, nowMs: number): void {
    this.#pacer.allow(Math.min(behindSamples, MAX_BEHIND_SAMPLES), nowMs);
  }

  /** Milliseconds until the source may send again; 0 means now. */
  waitMs(nowMs: number): number {
    return this.#pacer.waitMs(nowMs);
  }
}
