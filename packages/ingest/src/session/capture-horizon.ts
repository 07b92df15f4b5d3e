import { WireError } from '../wire/wire-error.ts';
import type { SampleRun } from './sample-ledger.ts';

/** How far a client's count and clock may be off. */
const MARGIN_SECONDS = 60;
const MS_PER_SECOND = 1_000;

/**
 * How many samples a client can have captured by now: the newest that is known of, and real time since. It is renewed
 * with all that comes, for over days a client's clock strays by more than the margin, and its rate may change.
 */
export class CaptureHorizon {
  #endSample = 0;
  #atMs = 0;

  /** The client has captured the samples up to this one; fewer than are known of change nothing. */
  note(endSample: number, nowMs: number): void {
    if (endSample < this.#endSample) return;
    this.#endSample = endSample;
    this.#atMs = nowMs;
  }

  /** @throws WireError `bad-message` where samples lie in the future, which would put as much silence on air */
  check(
    run: Pick<SampleRun, 'startSample'>,
    { sampleRateHz, nowMs }: { sampleRateHz: number; nowMs: number },
  ): void {
    const elapsedSeconds = Math.max(0, nowMs - this.#atMs) / MS_PER_SECOND;
    const limit = Math.floor(this.#endSample + (elapsedSeconds + MARGIN_SECONDS) * sampleRateHz);
    if (run.startSample <= limit) return;
    const expected = `at most at sample ${limit}, as ${Math.round(elapsedSeconds)} s ago the samples before ${this.#endSample} were captured`;
    throw new WireError('bad-message', `A stand-in may begin ${expected}; ${run.startSample} came.`);
  }
}
