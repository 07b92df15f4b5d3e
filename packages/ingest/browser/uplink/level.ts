/** Collects the greatest magnitude of each channel between two readings. */
export class PeakLevel {
  #peaks: number[] = [];

  /** Takes planes of floats, one a channel. */
  add(planes: readonly Float32Array[]): void {
    if (this.#peaks.length !== planes.length) this.#peaks = planes.map(() => 0);
    for (const [channel, plane] of planes.entries()) {
      this.#peaks[channel] = Math.max(this.#peaks[channel] ?? 0, peakOf(plane));
    }
  }

  /** The peaks since the last call, 1 is full scale; empty when nothing came. */
  take(): number[] {
    const peaks = this.#peaks;
    this.#peaks = [];
    return peaks;
  }
}

/** The greatest magnitude in a plane. */
export function peakOf(plane: Float32Array): number {
  let peak = 0;
  for (let index = 0; index < plane.length; index++) {
    const magnitude = Math.abs(plane[index] as number);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}
