import { durationOf, retimeFragment } from '../fmp4/fragment.ts';
import type { Grid } from '../grid.ts';
import { SegmenterError } from '../segmenter-error.ts';

/** The fragments of one rendition from one ffmpeg that wait until all renditions have them. */
export class FragmentQueue {
  readonly #partSamples: number;
  /** Where the next fragment begins. */
  #nextSample: number;
  /** One past what is queued. */
  #endSample = Number.NaN;
  readonly #fragments: Buffer[] = [];

  /** @param startSample absolute number of the first sample of the ffmpeg's input. */
  constructor(startSample: number, { partSamples }: Grid) {
    this.#partSamples = partSamples;
    this.#nextSample = startSample;
  }

  /** Absolute number of the first sample that is queued, or undefined where none is. */
  get firstSample(): number | undefined {
    if (this.#fragments.length === 0) return undefined;
    return this.#endSample - this.#fragments.length * this.#partSamples;
  }

  /**
   * Takes the next fragment, at its absolute sample from now on.
   *
   * @param wantedSample what lies before is not wanted: it is priming, or came from another ffmpeg.
   * @throws SegmenterError `bad-fragment`
   */
  push(bytes: Buffer, wantedSample: number): void {
    const startSample = this.#nextSample;
    this.#nextSample += this.#partSamples;
    while ((this.firstSample ?? wantedSample) < wantedSample) this.#fragments.shift();
    // The encoder's flush at its end may add a shorter fragment; everything written is in whole parts before it.
    if (startSample < wantedSample || durationOf(bytes) !== this.#partSamples) return;
    const expected = this.#fragments.length === 0 ? wantedSample : this.#endSample;
    if (startSample !== expected) {
      throw new SegmenterError('bad-fragment', `A part at sample ${startSample} came; expected ${expected}.`);
    }
    const sequenceNumber = startSample / this.#partSamples;
    retimeFragment(bytes, { baseMediaDecodeTime: startSample, sequenceNumber });
    this.#fragments.push(bytes);
    this.#endSample = this.#nextSample;
  }

  /** Gives the first fragment away. */
  shift(): Buffer | undefined {
    return this.#fragments.shift();
  }
}
