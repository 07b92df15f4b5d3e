/** How long the line may hold back what follows a piece: a fraction of what listeners do not notice. */
const TARGET_DELAY_MS = 60;
/** One segment of TCP: 37 ms of a line of 300 kbit/s. */
const LEAST_BYTES = 1_400;
const MOST_BYTES = 128 * 1_024;
/** A window is filled by no fewer pieces than this, so that arrivals are learned of often. */
const PIECES_PER_WINDOW = 4;

/** What is known of a piece's way. */
export interface PieceArrival {
  readonly bytes: number;
  /** How much longer it took than pieces take on an empty line. */
  readonly heldMs: number;
  /** The shortest there is on this line. */
  readonly roundTripMs: number;
}

/**
 * How much PCM may be on its way between stand-ins without holding them up. It goes by how long pieces wait in the
 * line's queues, so that the queues stay short whoever keeps them, the browser, the kernel or a router: while they
 * wait for less than 60 ms, the window grows, up to double within a round trip; while they wait longer, it shrinks
 * (the method of LEDBAT, RFC 6817 section 2.4).
 */
export class BackfillWindow {
  #bytes = LEAST_BYTES;
  #onWayBytes = 0;

  /** Whether another piece may be sent; an empty line takes any. */
  get hasRoom(): boolean {
    return this.#onWayBytes === 0 || this.#onWayBytes + this.pieceBytes <= this.#bytes;
  }

  /** How long a piece may be. */
  get pieceBytes(): number {
    return Math.max(LEAST_BYTES, Math.floor(this.#bytes / PIECES_PER_WINDOW));
  }

  /** A piece leaves. */
  noteSent(bytes: number): void {
    this.#onWayBytes += bytes;
  }

  /** A piece has arrived. */
  noteArrived({ bytes, heldMs, roundTripMs }: PieceArrival): void {
    this.#onWayBytes -= bytes;
    const offTarget = Math.max(-1, 1 - heldMs / TARGET_DELAY_MS);
    // The longer the line, the more of the window lies on it rather than in a queue.
    const gain = TARGET_DELAY_MS / (TARGET_DELAY_MS + roundTripMs);
    const changed = this.#bytes + offTarget * gain * bytes;
    this.#bytes = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, changed));
  }
}
