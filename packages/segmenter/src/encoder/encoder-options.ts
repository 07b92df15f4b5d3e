import type { SegmenterError } from '../segmenter-error.ts';
import type { PartAssemblerOptions } from './part-assembler.ts';

/** What an encoder needs. */
export interface EncoderOptions extends Omit<PartAssemblerOptions, 'endSample'> {
  readonly ffmpegPath: string;
  /** Absolute number of the first sample that is written; what lies before `startSample` only primes. Default `startSample`. */
  readonly primingSample?: number;
  /** Listeners' buffers cover a part that is so late, in ms. */
  readonly holdMs: number;
  /** What must be over before the first ffmpeg starts: the end of the broadcast before. */
  readonly after: Promise<unknown>;
  /**
   * Called at most once, when no ffmpeg could be kept running for so long that PCM is gone; nothing comes after it.
   * The error's code is `encoder-failed`.
   */
  readonly onFailed: (error: SegmenterError) => void;
}
