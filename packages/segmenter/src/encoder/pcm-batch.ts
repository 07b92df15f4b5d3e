import { BYTES_PER_SAMPLE, type Grid } from '../grid.ts';

/**
 * Samples: ffmpeg finishes a part when it has seen 3,072 samples beyond it: a frame that follows, and two that its AAC looks
 * ahead.
 */
export const LOOK_AHEAD_SAMPLES = 3_072;

/**
 * Gathers the PCM of an encoder run into batches of a part, because every write wakes ffmpeg up and costs more than
 * encoding what it carries. A batch ends where a part becomes complete, so no part waits for one.
 */
export class PcmBatch {
  readonly #partSamples: number;
  #blocks: Buffer[] = [];
  /** Samples of the run so far; it begins with a part's first sample. */
  #samples = 0;

  constructor({ partSamples }: Pick<Grid, 'partSamples'>) {
    this.#partSamples = partSamples;
  }

  /** Takes the samples that follow; returns a batch where they complete one. */
  add(pcm: Buffer): Buffer | undefined {
    const before = this.#batchNumber;
    this.#blocks.push(pcm);
    this.#samples += pcm.length / BYTES_PER_SAMPLE;
    return this.#batchNumber > before ? this.take() : undefined;
  }

  /** What has been gathered, as a copy: it may wait for ffmpeg longer than the blocks are kept. */
  take(): Buffer {
    const batch = Buffer.concat(this.#blocks);
    this.#blocks = [];
    return batch;
  }

  get #batchNumber(): number {
    return Math.floor((this.#samples - LOOK_AHEAD_SAMPLES) / this.#partSamples);
  }
}
