import { SegmenterError } from '../segmenter-error.ts';

/** What an fMP4 byte stream consists of: ftyp + moov, then one moof + mdat after the other. */
export type Fmp4Piece =
  | { readonly kind: 'init'; readonly bytes: Buffer }
  | { readonly kind: 'fragment'; readonly bytes: Buffer };

const BOX_HEADER_BYTES = 8;
/** Far above a 1.92 s part of FLAC (370 kB); a larger box means the stream is out of step. */
const MAX_BOX_BYTES = 4 * 1024 * 1024;

/**
 * Cuts an fMP4 stream (ISO/IEC 14496-12, 8.8) that arrives in arbitrary chunks into its initialization section
 * and its fragments. Boxes between fragments (`styp`, `sidx`, `mfra`) are left out.
 *
 * @throws SegmenterError `bad-fragment` from `push`, where a box has an impossible size.
 */
export class FragmentSplitter {
  #pending: Buffer = Buffer.alloc(0);
  /** Boxes of the piece that is not whole yet. */
  #boxes: Buffer[] = [];

  /** Takes the next bytes and returns the pieces they complete. Pieces own their memory. */
  push(chunk: Uint8Array): Fmp4Piece[] {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const pieces: Fmp4Piece[] = [];
    for (let box = this.#takeBox(); box; box = this.#takeBox()) {
      const piece = this.#assemble(box);
      if (piece) pieces.push(piece);
    }
    return pieces;
  }

  #takeBox(): Buffer | undefined {
    if (this.#pending.length < BOX_HEADER_BYTES) return undefined;
    const size = this.#pending.readUInt32BE(0);
    if (size < BOX_HEADER_BYTES || size > MAX_BOX_BYTES) {
      throw new SegmenterError(
        'bad-fragment',
        `A box of ${size} bytes came from the encoder; expected ${BOX_HEADER_BYTES} to ${MAX_BOX_BYTES}.`,
      );
    }
    if (this.#pending.length < size) return undefined;
    const box = this.#pending.subarray(0, size);
    this.#pending = this.#pending.subarray(size);
    return box;
  }

  #assemble(box: Buffer): Fmp4Piece | undefined {
    switch (box.toString('latin1', 4, 8)) {
      case 'ftyp':
      case 'moof':
        this.#boxes = [box];
        return undefined;
      case 'moov':
        return { kind: 'init', bytes: this.#takeBoxes(box) };
      case 'mdat':
        return { kind: 'fragment', bytes: this.#takeBoxes(box) };
      default:
        return undefined;
    }
  }

  #takeBoxes(last: Buffer): Buffer {
    const bytes = Buffer.concat([...this.#boxes, last]);
    this.#boxes = [];
    return bytes;
  }
}
