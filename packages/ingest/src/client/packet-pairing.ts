import type { PacketStamp } from './packet-stamps.ts';

/** A packet with its sound. */
export interface StampedPcm {
  readonly atMs: number;
  readonly pcm: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Brings together what two pipes say of the same packets: their bytes, in any pieces, and their stamps. */
export class PacketPairing {
  readonly #stamps: PacketStamp[] = [];
  #bytes: Buffer = NOTHING;

  /** Takes bytes; returns the packets that are whole with them. */
  pushBytes(bytes: Buffer): StampedPcm[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    return this.#pair();
  }

  /** Takes the stamp of the next packet; returns what is whole with it. */
  pushStamp(stamp: PacketStamp): StampedPcm[] {
    this.#stamps.push(stamp);
    return this.#pair();
  }

  #pair(): StampedPcm[] {
    const pairs: StampedPcm[] = [];
    for (let next = this.#stamps[0]; next && next.bytes <= this.#bytes.length; next = this.#stamps[0]) {
      this.#stamps.shift();
      pairs.push({ atMs: next.atMs, pcm: this.#bytes.subarray(0, next.bytes) });
      this.#bytes = this.#bytes.subarray(next.bytes);
    }
    return pairs;
  }
}
