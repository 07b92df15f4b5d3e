/** Room beyond what is expected, as a share of it: what a lossless encoder gives is never the same. */
const SPARE = 1 / 8;

/**
 * The bytes of a segment in all its renditions, as its parts come. They lie behind each other in one piece of memory: a
 * part is not copied again for its segment, and what lives as long as the window lies apart from what lives for
 * milliseconds. Ordinary memory, since V8 counts no shared one, and would leave what is over for a long time.
 */
export class SegmentMemory {
  readonly #rooms: Buffer[];
  readonly #lengths: number[];

  /** @param expectedBytes how much is expected to come, by rendition; more is taken as well. */
  constructor(expectedBytes: readonly number[]) {
    this.#rooms = roomsOf(expectedBytes.map((bytes) => Math.ceil(bytes * (1 + SPARE))));
    this.#lengths = expectedBytes.map(() => 0);
  }

  /** What has come, by rendition. */
  get bytes(): Buffer[] {
    return this.#rooms.map((room, index) => room.subarray(0, this.#lengths[index]));
  }

  /** Puts the next part behind what has come, and returns it as it lies there, by rendition. */
  add(fragments: readonly Buffer[]): Buffer[] {
    return fragments.map((fragment, index) => {
      const start = this.#lengths[index] ?? 0;
      const end = start + fragment.length;
      const room = this.#roomFor(index, end);
      room.set(fragment, start);
      this.#lengths[index] = end;
      return room.subarray(start, end);
    });
  }

  /** Parts that were given away stay where they are. */
  #roomFor(index: number, bytes: number): Buffer {
    const room = this.#rooms[index] ?? Buffer.alloc(0);
    if (room.length >= bytes) return room;
    const [larger = room] = roomsOf([bytes * 2]);
    larger.set(room.subarray(0, this.#lengths[index]));
    this.#rooms[index] = larger;
    return larger;
  }
}

function roomsOf(sizes: readonly number[]): Buffer[] {
  const memory = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  return sizes.map((size) => memory.subarray((end += size) - size, end));
}
