import type { Logger } from '../logger.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { FfmpegError } from './ffmpeg-process.ts';

const FIRST_RESTART_DELAY_MS = 50;
const MAX_RESTART_DELAY_MS = 2_000;

/** What became of a station's ffmpegs, and how long the next one has to wait for it. */
export class FailureRecord {
  readonly #logger: Logger;
  #failures = 0;
  #lastCause: unknown;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** ffmpegs in a row that ended without a part. */
  get fruitless(): number {
    return this.#failures;
  }

  /** What to tell where sound of so many seconds had to be given up. */
  lossOf(seconds: number): SegmenterError {
    const cause = this.#lastCause;
    const why = cause instanceof Error ? cause.message : 'it was never started';
    const message = `No ffmpeg could take the sound of the last ${seconds} s: ${why}`;
    return new SegmenterError('encoder-failed', message, { cause });
  }

  /**
   * An ffmpeg did not end well; returns after how many milliseconds the next may start.
   *
   * @param sample the first that is in no part yet.
   */
  note(cause: unknown, { hasWorked, sample }: { hasWorked: boolean; sample: number }): number {
    this.#lastCause = cause;
    this.#failures = hasWorked ? 0 : this.#failures + 1;
    const delayMs = hasWorked
      ? 0
      : Math.min(MAX_RESTART_DELAY_MS, FIRST_RESTART_DELAY_MS * 2 ** (this.#failures - 1));
    const stderr = cause instanceof FfmpegError ? cause.stderrTail : undefined;
    const error = cause instanceof Error ? cause.message : String(cause);
    this.#logger.error({ error, stderr, sample, delayMs }, 'the encoder failed; a new one takes over');
    return delayMs;
  }
}
