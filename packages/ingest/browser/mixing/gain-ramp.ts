/** A change of gain that takes so long makes no click. */
const DEFAULT_RAMP_MS = 20;

/** A gain that goes to its target in a straight line, sample by sample. */
export class GainRamp {
  #gain: number;
  #target: number;
  #rampMs = DEFAULT_RAMP_MS;

  constructor(gain = 1) {
    this.#gain = gain;
    this.#target = gain;
  }

  /** Of the sample that came last. */
  get gain(): number {
    return this.#gain;
  }

  /** Whether it leaves sound as it is. */
  get isUnity(): boolean {
    return this.#gain === 1 && this.#target === 1;
  }

  /** Whether nothing gets through. */
  get isShut(): boolean {
    return this.#gain === 0 && this.#target === 0;
  }

  /** Takes a new target; the whole way from silence to full level takes `rampMs`. */
  moveTo(target: number, rampMs = DEFAULT_RAMP_MS): void {
    this.#target = target;
    this.#rampMs = rampMs;
  }

  /** The gain of each of the samples that come next. */
  take(frames: number, sampleRateHz: number): Float32Array {
    const gains = new Float32Array(frames);
    const step = 1_000 / (this.#rampMs * sampleRateHz);
    for (let index = 0; index < frames; index++) {
      this.#gain = stepTowards(this.#gain, this.#target, step);
      gains[index] = this.#gain;
    }
    return gains;
  }
}

/** Gains above 1 move as much faster as they are greater, so that 12 dB more take no longer. */
function stepTowards(gain: number, target: number, step: number): number {
  const most = step * Math.max(1, gain, target);
  return Math.abs(target - gain) <= most ? target : gain + Math.sign(target - gain) * most;
}
