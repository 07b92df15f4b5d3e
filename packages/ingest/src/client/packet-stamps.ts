/** A packet, as ffmpeg's framecrc muxer tells of it. */
export interface PacketStamp {
  /** When its first sample was captured, on the device's clock, in ms. */
  readonly atMs: number;
  readonly bytes: number;
}

const TIME_BASE = /^#tb 0: (\d+)\/(\d+)$/;
/** Stream, decoding time, presentation time, duration, bytes. */
const PACKET = /^0, +-?\d+, +(-?\d+), +\d+, +(\d+), 0x[0-9a-f]+/;
const HEADER = /^#\w+/;

/** Reads the lines of ffmpeg's framecrc muxer (libavformat/framecrcenc.c) among others. */
export class PacketStamps {
  #msPerTick = 0;

  /** The packet that a line tells of; undefined of a line of the muxer's head; the line itself where it is another's. */
  read(line: string): PacketStamp | string | undefined {
    const timeBase = TIME_BASE.exec(line);
    if (timeBase) this.#msPerTick = (1_000 * Number(timeBase[1])) / Number(timeBase[2]);
    const packet = PACKET.exec(line);
    if (packet) return { atMs: Number(packet[1]) * this.#msPerTick, bytes: Number(packet[2]) };
    return HEADER.test(line) ? undefined : line;
  }
}
