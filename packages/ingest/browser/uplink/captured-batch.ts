import type { Stamped } from '../../src/wire/capture-continuity.ts';

/** A few milliseconds of sound as they came from a source. */
export interface CapturedBatch extends Stamped {
  /** One a channel, all of the same length. */
  readonly planes: readonly Float32Array[];
  readonly sampleRateHz: number;
}

/** Where captured sound comes from. */
export interface CaptureReader {
  /** Ends the reading; nothing more comes. */
  close(): void;
}

/** Time that never steps, in ms since the Unix epoch, with a fraction. */
export function steadyNowMs(): number {
  return performance.timeOrigin + performance.now();
}
