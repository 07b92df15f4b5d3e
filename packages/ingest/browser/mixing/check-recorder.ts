/** Sound that was recorded for the broadcaster's own ears. */
export interface CheckRecording {
  readonly planes: readonly Float32Array<ArrayBuffer>[];
  readonly sampleRateHz: number;
}

/** How long a private check is. */
const CHECK_MS = 5_000;

/** Records a few seconds of the mix, for nobody but the broadcaster. */
export class CheckRecorder {
  #pieces: (readonly Float32Array[])[] = [];
  #frames = 0;
  #wantedMs = 0;
  #sampleRateHz = 0;

  /** How much is still to be recorded; undefined when nothing is. */
  get leftMs(): number | undefined {
    if (this.#wantedMs === 0) return undefined;
    const recordedMs = this.#sampleRateHz === 0 ? 0 : (this.#frames * 1_000) / this.#sampleRateHz;
    return Math.max(0, this.#wantedMs - recordedMs);
  }

  start(): void {
    this.cancel();
    this.#wantedMs = CHECK_MS;
  }

  cancel(): void {
    this.#pieces = [];
    this.#frames = 0;
    this.#wantedMs = 0;
    this.#sampleRateHz = 0;
  }

  /** Takes the mix as it goes on; returns the recording when it is whole. */
  take(planes: readonly Float32Array[], sampleRateHz: number): CheckRecording | undefined {
    if (this.#wantedMs === 0) return undefined;
    if (sampleRateHz !== this.#sampleRateHz) this.start();
    this.#sampleRateHz = sampleRateHz;
    this.#pieces.push(planes);
    this.#frames += planes[0]?.length ?? 0;
    if (this.leftMs !== 0) return undefined;
    const recording = { planes: this.#join(), sampleRateHz };
    this.cancel();
    return recording;
  }

  #join(): Float32Array<ArrayBuffer>[] {
    const channels = Math.max(...this.#pieces.map(({ length }) => length));
    return Array.from({ length: channels }, (_, channel) => {
      const joined = new Float32Array(this.#frames);
      let at = 0;
      for (const planes of this.#pieces) {
        const plane = planes[channel] ?? planes.at(-1) ?? new Float32Array();
        joined.set(plane, at);
        at += plane.length;
      }
      return joined;
    });
  }
}
