import { BYTES_PER_SAMPLE } from '../grid.ts';

/**
 * The PCM of a station's last seconds by sample number, so that a new encoder can take over from any of them. It lies in
 * one ring: kept as the blocks that came, it would be garbage that has grown old, and V8 would collect all of its heap
 * for it every few seconds.
 */
export class PcmHistory {
  /** Sample n lies at n modulo the capacity. */
  readonly #ring: Buffer;
  readonly #capacitySamples: number;
  readonly #firstSample: number;
  #endSample: number;

  /**
   * @param capacitySamples how far back samples are kept.
   * @param startSample number of the first sample to come.
   */
  constructor({ capacitySamples, startSample }: { capacitySamples: number; startSample: number }) {
    this.#capacitySamples = capacitySamples;
    this.#ring = Buffer.alloc(capacitySamples * BYTES_PER_SAMPLE);
    this.#firstSample = startSample;
    this.#endSample = startSample;
  }

  /** Number of the oldest sample that is kept. */
  get startSample(): number {
    return Math.max(this.#firstSample, this.#endSample - this.#capacitySamples);
  }

  /** One past the newest sample. */
  get endSample(): number {
    return this.#endSample;
  }

  /**
   * Takes the samples that follow, by a copy, and returns them as they lie here, so that `pcm` can go. They stay as long
   * as they are kept.
   */
  append(pcm: Buffer): Buffer {
    const kept = pcm.subarray(Math.max(0, pcm.length - this.#ring.length));
    const keptFrom = this.#endSample + (pcm.length - kept.length) / BYTES_PER_SAMPLE;
    const at = this.#offsetOf(keptFrom);
    const copied = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, copied);
    this.#endSample += pcm.length / BYTES_PER_SAMPLE;
    return copied === pcm.length ? this.#ring.subarray(at, at + copied) : pcm;
  }

  /** The samples from `startSample` to the newest; what is no longer (or was never) there is silence. */
  readFrom(startSample: number): Buffer {
    const pcm = Buffer.alloc(Math.max(0, this.#endSample - startSample) * BYTES_PER_SAMPLE);
    const kept = pcm.subarray(Math.max(0, this.startSample - startSample) * BYTES_PER_SAMPLE);
    const at = this.#offsetOf(Math.max(startSample, this.startSample));
    const copied = this.#ring.copy(kept, 0, at, Math.min(this.#ring.length, at + kept.length));
    this.#ring.copy(kept, copied, 0, kept.length - copied);
    return pcm;
  }

  #offsetOf(sample: number): number {
    return (sample % this.#capacitySamples) * BYTES_PER_SAMPLE;
  }
}
