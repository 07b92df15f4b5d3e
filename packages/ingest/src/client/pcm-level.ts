const FULL_SCALE = 32_768;
const BYTES_PER_VALUE = 2;

/** Collects the greatest magnitude of each channel of interleaved s16le between two readings. */
export class PcmLevel {
  #peaks: number[] = [];

  add(pcm: Buffer, channels: number): void {
    if (this.#peaks.length !== channels) this.#peaks = Array.from({ length: channels }, () => 0);
    const values = pcm.length / BYTES_PER_VALUE;
    for (let index = 0; index < values; index++) {
      const magnitude = Math.abs(pcm.readInt16LE(index * BYTES_PER_VALUE)) / FULL_SCALE;
      const channel = index % channels;
      if (magnitude > (this.#peaks[channel] ?? 0)) this.#peaks[channel] = magnitude;
    }
  }

  /** The peaks since the last call, 1 is full scale; empty where nothing came. */
  take(): number[] {
    const peaks = this.#peaks;
    this.#peaks = [];
    return peaks;
  }
}
