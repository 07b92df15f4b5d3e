import { BYTES_PER_SAMPLE } from '@ringcast/segmenter';
import type { PcmSink } from './feed-sink.ts';
import type { PcmStage } from './pcm-stage.ts';

/** Passes 48 kHz stereo s16le on, bit for bit. */
export class DirectStage implements PcmStage {
  readonly #sink: PcmSink;
  readonly #onTaken: () => void;
  #takenSamples = 0;

  constructor(options: { sink: PcmSink; onTaken: () => void }) {
    this.#sink = options.sink;
    this.#onTaken = options.onTaken;
  }

  get takenSamples(): number {
    return this.#takenSamples;
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#sink.write(bytes);
    this.#count(bytes.length / BYTES_PER_SAMPLE);
  }

  async skip(samples: number): Promise<void> {
    await this.#sink.skip(samples);
    this.#count(samples);
  }

  async finish(): Promise<void> {}

  close(): void {}

  #count(samples: number): void {
    this.#takenSamples += samples;
    this.#onTaken();
  }
}
