import { Lateness } from './lateness.ts';
import { SAMPLES_PER_MS } from './sample-time.ts';

/**
 * Which sample a source that is in time would send at an instant. It follows the source, also where that is late by
 * no more than the hold: whoever listens has waited for it. A source that is later than that is catching up, and the
 * line stays where it is, until it is clear that the source has become slower on its way.
 */
export class RealTimeLine {
  readonly #holdSamples: number;
  readonly #lateness = new Lateness();
  /** The sample at time 0. */
  #origin: number | undefined;
  #isCatchingUp = false;

  /** @param holdMs lateness up to which the line follows; infinite where it always does. */
  constructor(holdMs: number) {
    this.#holdSamples = holdMs * SAMPLES_PER_MS;
  }

  /** Whether what came last was later than the hold. */
  get isCatchingUp(): boolean {
    return this.#isCatchingUp;
  }

  /** Begins anew: this sample comes at this time. */
  set(sample: number, atMs: number): void {
    this.#origin = sample - atMs * SAMPLES_PER_MS;
    this.#lateness.clear();
  }

  /** This sample has come. */
  note(sample: number, nowMs: number): void {
    const lateSamples = (this.sampleAt(nowMs) ?? sample) - sample;
    const isInTime = lateSamples <= this.#holdSamples;
    this.#isCatchingUp = !isInTime && !this.#lateness.note(lateSamples, nowMs);
    if (!this.#isCatchingUp) this.set(sample, nowMs);
  }

  /** The sample that is due at a time; undefined before any came. */
  sampleAt(nowMs: number): number | undefined {
    return this.#origin === undefined ? undefined : this.#origin + nowMs * SAMPLES_PER_MS;
  }

  /** When a sample is due; undefined before any came. */
  timeOf(sample: number): number | undefined {
    return this.#origin === undefined ? undefined : (sample - this.#origin) / SAMPLES_PER_MS;
  }
}
