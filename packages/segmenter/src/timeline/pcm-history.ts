import { BYTES_PER_SAMPLE } from '../grid.ts';

/** The PCM of a station's last seconds by sample number, so that a new encoder can take over from any of them. */
export class PcmHistory {
  readonly #capacitySamples: number;
  #blocks: { startSample: number; pcm: Buffer }[] = [];
  #endSample: number;

  /**
   * @param capacitySamples how far back samples are kept.
   * @param startSample number of the first sample to come.
   */
  constructor({ capacitySamples, startSample }: { capacitySamples: number; startSample: number }) {
    this.#capacitySamples = capacitySamples;
    this.#endSample = startSample;
  }

  /** Number of the oldest sample that is kept. */
  get startSample(): number {
    return this.#blocks[0]?.startSample ?? this.#endSample;
  }

  /** One past the newest sample. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Takes the samples that follow. */
  append(pcm: Buffer): void {
    this.#blocks.push({ startSample: this.#endSample, pcm });
    this.#endSample += pcm.length / BYTES_PER_SAMPLE;
    const keepFrom = this.#endSample - this.#capacitySamples;
    const firstKept = this.#blocks.findIndex((block) => endOf(block) > keepFrom);
    if (firstKept > 0) this.#blocks.splice(0, firstKept);
  }

  /** The samples from `startSample` to the newest; what is no longer (or was never) there is silence. */
  readFrom(startSample: number): Buffer {
    const samples = Math.max(0, this.#endSample - startSample);
    const pcm = Buffer.alloc(samples * BYTES_PER_SAMPLE);
    for (const block of this.#blocks) {
      const offsetSamples = block.startSample - startSample;
      const from = Math.max(0, -offsetSamples) * BYTES_PER_SAMPLE;
      if (from < block.pcm.length) block.pcm.copy(pcm, Math.max(0, offsetSamples) * BYTES_PER_SAMPLE, from);
    }
    return pcm;
  }
}

function endOf(block: { startSample: number; pcm: Buffer }): number {
  return block.startSample + block.pcm.length / BYTES_PER_SAMPLE;
}
