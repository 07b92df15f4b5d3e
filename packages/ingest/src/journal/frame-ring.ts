/** A frame that waits for the disk. */
export interface KeptFrame {
  readonly frame: Uint8Array;
  /** What it takes of the ring; 0 where it lies elsewhere. */
  readonly ringBytes: number;
}

const RING_BYTES = 256 * 1_024;

/**
 * Where frames wait for the disk, in the order in which they came. Each for itself they would be garbage that has grown
 * old, and V8 would collect all of its heap for it every second. Where the disk is late and the ring full, they are kept
 * as they came.
 */
export class FrameRing {
  readonly #ring = Buffer.allocUnsafeSlow(RING_BYTES);
  /** Where the next one goes. */
  #at = 0;
  #usedBytes = 0;

  /** Takes a frame, by a copy where there is room. */
  keep(frame: Uint8Array): KeptFrame {
    const start = this.#at + frame.length > RING_BYTES ? 0 : this.#at;
    const ringBytes = frame.length + (start === this.#at ? 0 : RING_BYTES - this.#at);
    if (this.#usedBytes + ringBytes > RING_BYTES) return { frame, ringBytes: 0 };
    this.#ring.set(frame, start);
    this.#at = start + frame.length;
    this.#usedBytes += ringBytes;
    return { frame: this.#ring.subarray(start, this.#at), ringBytes };
  }

  /** The oldest frames that take so much of the ring are needed no more. */
  release(ringBytes: number): void {
    this.#usedBytes -= ringBytes;
  }
}
