/** A link of a simulation: bytes go through it one packet after the other. */
export interface LinkModel {
  /** What it carries at a time; 0 while nothing goes through. */
  readonly rateBps: (atMs: number) => number;
  readonly roundTripMs: number;
  /** So much goes through at once after a quiet while (a token bucket); 0 by default. */
  readonly burstBytes?: number;
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
  #tokenBits = 0;
  #filledAtMs = 0;
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
    let bits = bytes * 8 - this.#takeTokens(bytes * 8, fromMs);
    let atMs = fromMs;
    for (;;) {
      const bitsInStep = this.#bitsFrom(atMs);
      if (bitsInStep >= bits) {
        this.#filledAtMs = atMs + (bits > 0 ? (bits / bitsInStep) * STEP_MS : 0);
        return this.#filledAtMs;
      }
      bits -= bitsInStep;
      atMs += STEP_MS;
    }
  }

  /** What was not carried since the last packet may be carried at once, as far as the bucket holds it. */
  #takeTokens(wantedBits: number, atMs: number): number {
    const mostBits = (this.#model.burstBytes ?? 0) * 8;
    for (; this.#filledAtMs < atMs; this.#filledAtMs += STEP_MS)
      this.#tokenBits = Math.min(this.#tokenBits + this.#bitsFrom(this.#filledAtMs), mostBits);
    const taken = Math.min(wantedBits, this.#tokenBits);
    this.#tokenBits -= taken;
    return taken;
  }

  #bitsFrom(atMs: number): number {
    return (this.#model.rateBps(atMs) * STEP_MS) / 1_000;
  }
}
