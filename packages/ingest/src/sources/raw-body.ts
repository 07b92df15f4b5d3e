import { checkFinite } from '../decode/finite-check.ts';
import { FrameAligner } from '../decode/frame-aligner.ts';
import { SourceError } from '../source-error.ts';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';

/** Turns the bytes of a raw PCM body into whole, checked frames. */
export class RawBody {
  readonly #format: PcmFormat;
  readonly #aligner: FrameAligner;
  #nextSample = 0;

  constructor(format: PcmFormat) {
    this.#format = format;
    this.#aligner = new FrameAligner(bytesPerFrameOf(format));
  }

  /** The whole frames that are there with these bytes. @throws WireError `bad-sample` */
  push(bytes: Buffer): Buffer {
    const { encoding, channels } = this.#format;
    const pcm = this.#aligner.push(bytes);
    if (encoding === 'f32le') checkFinite(pcm, { sample: this.#nextSample, channels });
    this.#nextSample += pcm.length / bytesPerFrameOf(this.#format);
    return pcm;
  }

  /** @throws SourceError `bad-parameter` where the body ended within a frame */
  checkEnd(): void {
    const { restBytes } = this.#aligner;
    if (restBytes === 0) return;
    const { encoding, channels } = this.#format;
    const frameBytes = bytesPerFrameOf(this.#format);
    throw new SourceError(
      'bad-parameter',
      `The body must be whole samples of channels=${channels} and format=${encoding}, ${frameBytes} bytes each; ` +
        `after ${this.#nextSample} of them ${restBytes} more bytes came.`,
    );
  }
}
