import { BYTES_PER_SAMPLE } from '../grid.ts';

/** PCM that has a place on the timeline but is not on air yet. */
export interface QueuedPcm {
  /** Absolute number of the first sample. */
  readonly startSample: number;
  readonly pcm: Buffer;
  /** Whether it is another source's than the PCM before it. */
  readonly isBreak: boolean;
}

/** What waits to go on air, in order; it may have holes, where nothing was captured. */
export class PcmQueue {
  #blocks: QueuedPcm[] = [];
  /** Blocks before this one are gone; they are let go of in one go, because `shift` costs more the more there are. */
  #head = 0;

  /** The first block, or undefined where nothing waits. */
  get first(): QueuedPcm | undefined {
    return this.#blocks[this.#head];
  }

  /** Adds a block behind the others. */
  push(block: QueuedPcm): void {
    this.#blocks.push(block);
  }

  /** Takes the first block where it ends at or before this sample. */
  shiftUpTo(endSample: number): QueuedPcm | undefined {
    const { first } = this;
    if (!first || first.startSample + first.pcm.length / BYTES_PER_SAMPLE > endSample) return undefined;
    this.#head++;
    if (this.#head === this.#blocks.length || this.#head >= 512) {
      this.#blocks = this.#blocks.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}
