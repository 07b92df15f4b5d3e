/** What is to be done with the next samples. */
export interface PaceStep {
  /** How long to wait until they are due. */
  readonly waitMs: number;
  /** Samples that stand for the time in which nothing came; they go first. */
  readonly missingSamples: number;
}

/** A source may fall behind by so much and catch up; after that the time that it lost stays lost. */
const CATCH_UP_MS = 500;

/** Lets sound that has no clock of its own through as fast as time goes by. It counts samples; time comes in. */
export class RealTimePace {
  readonly #sampleRateHz: number;
  #startedAtMs: number | undefined;
  #samples = 0;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** When the next sample is due; undefined before the first. */
  get nextAtMs(): number | undefined {
    return this.#startedAtMs === undefined
      ? undefined
      : this.#startedAtMs + (this.#samples * 1_000) / this.#sampleRateHz;
  }

  /** Samples are there; the first ones are due at once. */
  step(nowMs: number): PaceStep {
    this.#startedAtMs ??= nowMs;
    const waitMs = (this.nextAtMs ?? nowMs) - nowMs;
    if (waitMs >= -CATCH_UP_MS) return { waitMs: Math.max(0, waitMs), missingSamples: 0 };
    const missingSamples = Math.round((-waitMs * this.#sampleRateHz) / 1_000);
    this.#samples += missingSamples;
    return { waitMs: 0, missingSamples };
  }

  /** They went on. */
  count(samples: number): void {
    this.#samples += samples;
  }
}
