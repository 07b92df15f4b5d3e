import { channel } from 'node:diagnostics_channel';
import type { Fmp4Piece } from '../fmp4/fragment-splitter.ts';
import type { Grid } from '../grid.ts';
import type { Logger } from '../logger.ts';
import type { Rendition } from '../rendition.ts';
import { FragmentQueue } from './fragment-queue.ts';

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

/** What one ffmpeg writes, on its way into parts. */
export interface PartLane {
  /** Absolute number of the first sample of the ffmpeg's input. */
  readonly startSample: number;
  /**
   * Takes the next piece of a rendition (by its index).
   *
   * @throws SegmenterError `bad-fragment`
   */
  take(index: number, piece: Fmp4Piece): void;
}

/** What a lane begins with. */
export interface PartLaneStart {
  readonly startSample: number;
  /** Called before each part that is handed on from this lane. */
  readonly onProgress?: () => void;
}

/**
 * Puts what the ffmpegs of a station write of each rendition together into parts, each at its absolute sample. Where
 * two run side by side, a part is taken from the one that has it first.
 */
export class PartAssembler {
  readonly #options: PartAssemblerOptions;
  readonly #inits: (Buffer | undefined)[];
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

  /** A new ffmpeg comes. */
  beginRun({ startSample, onProgress }: PartLaneStart): PartLane {
    const queues = this.#options.renditions.map(() => new FragmentQueue(startSample, this.#options.grid));
    return {
      startSample,
      take: (index, { kind, bytes }) => {
        if (kind === 'init') return this.#takeInit(index, bytes);
        queues[index]?.push(bytes, this.#nextPartSample);
        this.#handOnWholeParts(queues, onProgress);
      },
    };
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

  #handOnWholeParts(queues: readonly FragmentQueue[], onProgress: (() => void) | undefined): void {
    while (queues.every((queue) => queue.firstSample === this.#nextPartSample)) {
      const startSample = this.#nextPartSample;
      if (startSample + this.#options.grid.partSamples > this.#options.endSample()) return;
      partEncoded.publish({ startSample });
      const fragments = queues.flatMap((queue) => queue.shift() ?? []);
      this.#nextPartSample += this.#options.grid.partSamples;
      onProgress?.();
      this.#options.onPart({ startSample, fragments });
    }
  }
}
