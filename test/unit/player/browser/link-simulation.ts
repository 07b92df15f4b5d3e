/** A link of a simulation: bytes go through it one packet after the other. */
export interface LinkModel {
  /** What it carries at a time; 0 while nothing goes through. */
  readonly rateBps: (atMs: number) => number;
  readonly roundTripMs: number;
}

/** Bytes that arrived together. */
export interface ArrivedChunk {
  readonly bytes: number;
  readonly atMs: number;
}

const PACKET_BYTES = 1_448;
/** Ethernet, IP and TCP. */
const PACKET_HEAD_BYTES = 66;
const STEP_MS = 1;

/** Carries responses through a link, first come first served. */
export class SimulatedLink {
  readonly #model: LinkModel;
  #freeAtMs = 0;
  /** All bytes that went through, heads of packets included. */
  carriedBytes = 0;

  constructor(model: LinkModel) {
    this.#model = model;
  }

  get roundTripMs(): number {
    return this.#model.roundTripMs;
  }

  /**
   * Sends a response that is ready at the server at a time; answers when its packets reach the listener.
   *
   * @param otherBytes of a response that is ready as well, and goes between the first packet and the others.
   */
  send(bytes: number, readyAtMs: number, otherBytes = 0): ArrivedChunk[] {
    const chunks: ArrivedChunk[] = [];
    for (let left = bytes; left > 0; left -= PACKET_BYTES) {
      if (chunks.length === 1 && otherBytes > 0) this.send(otherBytes, readyAtMs);
      const size = Math.min(left, PACKET_BYTES);
      this.#freeAtMs = this.#carry(size + PACKET_HEAD_BYTES, Math.max(readyAtMs, this.#freeAtMs));
      chunks.push({ bytes: size, atMs: this.#freeAtMs + this.#model.roundTripMs / 2 });
    }
    return chunks;
  }

  #carry(bytes: number, fromMs: number): number {
    this.carriedBytes += bytes;
    let bits = bytes * 8;
    let atMs = fromMs;
    for (;;) {
      const bitsInStep = (this.#model.rateBps(atMs) * STEP_MS) / 1_000;
      if (bitsInStep >= bits) return atMs + (bits / bitsInStep) * STEP_MS;
      bits -= bitsInStep;
      atMs += STEP_MS;
    }
  }
}
