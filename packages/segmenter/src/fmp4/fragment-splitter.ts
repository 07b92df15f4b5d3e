import { SegmenterError } from '../segmenter-error.ts';

/** What an fMP4 byte stream consists of: ftyp + moov, then one moof + mdat after the other. */
export type Fmp4Piece =
  | { readonly kind: 'init'; readonly bytes: Buffer }
  | { readonly kind: 'fragment'; readonly bytes: Buffer };

const BOX_HEADER_BYTES = 8;
/** Far above a 1.92 s part of FLAC (370 kB); a larger box means the stream is out of step. */
const MAX_BOX_BYTES = 4 * 1024 * 1024;
/** A head, its media, and what lies between them. */
const MAX_PIECE_BYTES = 2 * MAX_BOX_BYTES;

/**
 * Cuts an fMP4 stream (ISO/IEC 14496-12, 8.8) that arrives in arbitrary chunks into its initialization section
 * and its fragments. Boxes between fragments (`styp`, `sidx`, `mfra`) are left out.
 *
 * @throws SegmenterError `bad-fragment` from `push`, where a box or a piece has an impossible size.
 */
export class FragmentSplitter {
  /** Begins with the piece that is not whole yet. */
  #pending: Buffer = Buffer.alloc(0);
  /** How much of it is whole boxes. */
  #boxesBytes = 0;

  /**
   * Takes the next bytes and returns the pieces they complete. The bytes of a fragment may be written to, and lie in
   * memory of the stream's that is kept as long as they are.
   */
  push(chunk: Uint8Array): Fmp4Piece[] {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const pieces: Fmp4Piece[] = [];
    for (let bytes = this.#nextBoxBytes; bytes <= this.#pending.length; bytes = this.#nextBoxBytes) {
      const piece = this.#takeBox(bytes);
      if (piece) pieces.push(piece);
    }
    return pieces;
  }

  /** How many bytes there are up to the end of the box that comes next; infinite where that is not known. */
  get #nextBoxBytes(): number {
    if (this.#pending.length < this.#boxesBytes + BOX_HEADER_BYTES) return Number.POSITIVE_INFINITY;
    const size = this.#pending.readUInt32BE(this.#boxesBytes);
    if (size < BOX_HEADER_BYTES || size > MAX_BOX_BYTES) {
      throw new SegmenterError(
        'bad-fragment',
        `A box of ${size} bytes came from the encoder; expected ${BOX_HEADER_BYTES} to ${MAX_BOX_BYTES}.`,
      );
    }
    const bytes = this.#boxesBytes + size;
    if (bytes <= MAX_PIECE_BYTES) return bytes;
    const message = `Boxes of ${bytes} bytes came from the encoder without media; expected ${MAX_PIECE_BYTES} at most.`;
    throw new SegmenterError('bad-fragment', message);
  }

  #takeBox(endBytes: number): Fmp4Piece | undefined {
    const startBytes = this.#boxesBytes;
    this.#boxesBytes = endBytes;
    switch (this.#pending.toString('latin1', startBytes + 4, startBytes + BOX_HEADER_BYTES)) {
      case 'ftyp':
      case 'moof':
        this.#take(startBytes);
        return undefined;
      case 'moov':
        return { kind: 'init', bytes: Buffer.from(this.#take(endBytes)) };
      case 'mdat':
        return { kind: 'fragment', bytes: this.#take(endBytes) };
      default:
        if (startBytes === 0) this.#take(endBytes);
        return undefined;
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#pending.subarray(0, bytes);
    this.#pending = this.#pending.subarray(bytes);
    this.#boxesBytes -= bytes;
    return taken;
  }
}
