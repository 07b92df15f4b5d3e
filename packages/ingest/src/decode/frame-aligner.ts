const NOTHING = Buffer.alloc(0);

/** Cuts a stream of bytes, which comes in any pieces, at whole frames. */
export class FrameAligner {
  readonly #bytesPerFrame: number;
  #rest: Buffer = NOTHING;

  constructor(bytesPerFrame: number) {
    this.#bytesPerFrame = bytesPerFrame;
  }

  /** Bytes of a frame whose end has not come. */
  get restBytes(): number {
    return this.#rest.length;
  }

  /** The whole frames that are there with these bytes; may be empty. */
  push(bytes: Buffer): Buffer {
    const joined = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const wholeBytes = joined.length - (joined.length % this.#bytesPerFrame);
    this.#rest = wholeBytes < joined.length ? Buffer.from(joined.subarray(wholeBytes)) : NOTHING;
    return joined.subarray(0, wholeBytes);
  }
}
