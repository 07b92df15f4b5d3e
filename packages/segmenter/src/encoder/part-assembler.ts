import { channel } from 'node:diagnostics_channel';
import { durationOf, retimeFragment } from '../fmp4/fragment.ts';
import type { Fmp4Piece } from '../fmp4/fragment-splitter.ts';
import type { Grid } from '../grid.ts';
import type { Logger } from '../logger.ts';
import type { Rendition } from '../rendition.ts';
import { SegmenterError } from '../segmenter-error.ts';

/** Says `{ startSample }` of every part at the moment the last rendition's bytes of it have come from ffmpeg. */
const partEncoded = channel('ringcast:part-encoded');

/** The same part in every rendition. */
export interface EncodedPart {
  /** Absolute number of the part's first sample; also its tfdt. */
  readonly startSample: number;
  /** moof + mdat by rendition, in the order of the options. */
  readonly fragments: readonly Buffer[];
}

/** What an assembler needs. */
export interface PartAssemblerOptions {
  readonly renditions: readonly Rendition[];
  readonly grid: Grid;
  /** Absolute number of the first sample; a multiple of the grid's part. */
  readonly startSample: number;
  /** One past the newest sample that counts: what an encoder gives beyond it is only its flush. */
  readonly endSample: () => number;
  readonly logger: Logger;
  /** Called once, when every rendition's initialization section is known. */
  readonly onInits: (inits: readonly Buffer[]) => void;
  /** Called with every part, in order, once all renditions have it. */
  readonly onPart: (part: EncodedPart) => void;
}

/** Puts what one ffmpeg after the other writes of each rendition together into parts, each at its absolute sample. */
export class PartAssembler {
  readonly #options: PartAssemblerOptions;
  readonly #inits: (Buffer | undefined)[];
  #queues: Buffer[][] = [];
  /** Where the next fragment of each rendition begins. */
  #nextSamples: number[] = [];
  #nextPartSample: number;

  constructor(options: PartAssemblerOptions) {
    this.#options = options;
    this.#inits = options.renditions.map(() => undefined);
    this.#nextPartSample = options.startSample;
  }

  /** Absolute number of the first sample that is in no part yet. */
  get nextPartSample(): number {
    return this.#nextPartSample;
  }

  /** A new ffmpeg comes, whose input begins at this sample. */
  beginRun(startSample: number): void {
    this.#queues = this.#options.renditions.map(() => []);
    this.#nextSamples = this.#options.renditions.map(() => startSample);
  }

  /**
   * Takes the next piece of a rendition (by its index).
   *
   * @throws SegmenterError `bad-fragment`
   */
  take(index: number, { kind, bytes }: Fmp4Piece): void {
    if (kind === 'init') this.#takeInit(index, bytes);
    else this.#takeFragment(index, bytes);
  }

  #takeInit(index: number, bytes: Buffer): void {
    const known = this.#inits[index];
    if (known && !known.equals(bytes)) {
      const rendition = this.#options.renditions[index]?.name;
      this.#options.logger.error({ rendition }, 'a restarted ffmpeg describes its stream differently');
    }
    if (known) return;
    this.#inits[index] = bytes;
    const inits = this.#inits.filter((init) => init !== undefined);
    if (inits.length === this.#inits.length) this.#options.onInits(inits);
  }

  #takeFragment(index: number, bytes: Buffer): void {
    const { partSamples } = this.#options.grid;
    const startSample = this.#nextSamples[index] ?? 0;
    this.#nextSamples[index] = startSample + partSamples;
    const isPriming = startSample < this.#nextPartSample;
    // The encoder's flush at its end may add a shorter fragment; everything written is in whole parts before it.
    if (isPriming || durationOf(bytes) !== partSamples) return;
    const queue = this.#queues[index] ?? [];
    const expected = this.#nextPartSample + queue.length * partSamples;
    if (startSample !== expected) {
      throw new SegmenterError('bad-fragment', `A part at sample ${startSample} came; expected ${expected}.`);
    }
    retimeFragment(bytes, { baseMediaDecodeTime: startSample, sequenceNumber: startSample / partSamples });
    queue.push(bytes);
    this.#handOnWholeParts();
  }

  #handOnWholeParts(): void {
    while (this.#queues.every((queue) => queue.length > 0)) {
      const startSample = this.#nextPartSample;
      if (startSample + this.#options.grid.partSamples > this.#options.endSample()) return;
      partEncoded.publish({ startSample });
      const fragments = this.#queues.flatMap((queue) => queue.shift() ?? []);
      this.#nextPartSample += this.#options.grid.partSamples;
      this.#options.onPart({ startSample, fragments });
    }
  }
}
