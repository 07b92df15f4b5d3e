const SMOOTH_MS = 5;

/** Makes sound that begins, stops or jumps do so within 5 ms, so that it does not click. */
export class Joint {
  #last: readonly number[];
  #from: readonly number[] = [];
  #remaining = 0;
  #length = 1;

  /** @param last where the sound before ended, of each channel; by default in silence */
  constructor(last: readonly number[] = []) {
    this.#last = last;
  }

  /** What comes next does not go on where the sound before it ended. */
  break(sampleRateHz: number): void {
    this.#from = this.#last;
    this.#length = Math.max(1, Math.round((SMOOTH_MS * sampleRateHz) / 1_000));
    this.#remaining = this.#length;
  }

  /** Whether there is something left to fade out. */
  get isSettled(): boolean {
    return this.#remaining === 0;
  }

  /** Smooths the next piece, in place. */
  apply(planes: readonly Float32Array[]): void {
    const frames = planes[0]?.length ?? 0;
    const smoothed = Math.min(frames, this.#remaining);
    for (const [channel, plane] of planes.entries()) {
      const from = this.#from[channel] ?? 0;
      for (let index = 0; index < smoothed; index++) {
        const share = (this.#remaining - index) / this.#length;
        plane[index] = (plane[index] as number) * (1 - share) + from * share;
      }
    }
    this.#remaining -= smoothed;
    if (frames > 0) this.#last = planes.map((plane) => plane[frames - 1] ?? 0);
  }
}
