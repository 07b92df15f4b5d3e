const INITIAL_FRAMES = 16_384;

/** Sound in the order in which it came, read at any place and let go from the front. */
export class SampleQueue {
  #planes: Float32Array<ArrayBuffer>[];
  #start = 0;
  #end = 0;

  constructor(channels: number) {
    this.#planes = Array.from({ length: channels }, () => new Float32Array(INITIAL_FRAMES));
  }

  get channels(): number {
    return this.#planes.length;
  }

  /** How much it holds. */
  get frames(): number {
    return this.#end - this.#start;
  }

  /** Takes sound; where it has fewer channels, its last one stands for the rest. */
  append(planes: readonly Float32Array[]): void {
    const frames = planes[0]?.length ?? 0;
    this.#makeRoom(frames);
    for (const [channel, plane] of this.#planes.entries()) {
      plane.set(planes[channel] ?? planes.at(-1) ?? [], this.#end);
    }
    this.#end += frames;
  }

  appendSilence(frames: number): void {
    this.#makeRoom(frames);
    for (const plane of this.#planes) plane.fill(0, this.#end, this.#end + frames);
    this.#end += frames;
  }

  /** Everything it holds of a channel; only until the next change. */
  view(channel: number): Float32Array {
    return (this.#planes[channel] ?? new Float32Array()).subarray(this.#start, this.#end);
  }

  /** Lets go of the oldest. */
  discard(frames: number): void {
    this.#start += Math.min(frames, this.frames);
  }

  #makeRoom(frames: number): void {
    const capacity = this.#planes[0]?.length ?? 0;
    if (this.#end + frames <= capacity) return;
    const needed = this.frames + frames;
    const planes =
      needed > capacity / 2 ? this.#planes.map(() => new Float32Array(2 * needed)) : this.#planes;
    for (const [channel, plane] of planes.entries()) plane.set(this.view(channel));
    this.#end -= this.#start;
    this.#start = 0;
    this.#planes = planes;
  }
}
