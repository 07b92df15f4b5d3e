import { BYTES_PER_SAMPLE } from '@ringcast/segmenter';
import type { OpusDecoder } from 'opus-decoder';
import type { PcmSink } from './feed-sink.ts';
import type { OpusFormat, PcmStage, StageOptions } from './pcm-stage.ts';

const PACKETS_PER_SECOND = 50;
/** 20 ms at 48 kHz. */
const PACKET_SAMPLES = 960;
const MAX_SAMPLE = 32_767;

/**
 * Decodes Opus packets of 20 ms. A packet that is damaged becomes silence of its length, so that what follows keeps
 * its place.
 */
export class OpusStage implements PcmStage {
  readonly #sink: PcmSink;
  readonly #onTaken: () => void;
  readonly #packetSamples: number;
  #decoder = openDecoder();
  #takenSamples = 0;
  #isClosed = false;

  constructor({ format, sink, onTaken }: StageOptions & { readonly format: OpusFormat }) {
    this.#sink = sink;
    this.#onTaken = onTaken;
    this.#packetSamples = format.sampleRateHz / PACKETS_PER_SECOND;
  }

  get takenSamples(): number {
    return this.#takenSamples;
  }

  async write(packet: Buffer): Promise<void> {
    const decoder = await this.#decoder;
    if (this.#isClosed) return;
    await this.#sink.write(this.#decode(decoder, packet) ?? Buffer.alloc(PACKET_SAMPLES * BYTES_PER_SAMPLE));
    this.#count(this.#packetSamples);
  }

  async skip(samples: number): Promise<void> {
    await this.#sink.skip(Math.round((samples * PACKET_SAMPLES) / this.#packetSamples));
    this.#count(samples);
  }

  async finish(): Promise<void> {
    this.close();
  }

  /** Its decoder's memory goes with it; freeing that by hand traps where a damaged packet has spoilt it. */
  close(): void {
    this.#isClosed = true;
  }

  /** Undefined where the packet is damaged. */
  #decode(decoder: OpusDecoder, packet: Buffer): Buffer | undefined {
    try {
      const { channelData, samplesDecoded } = decoder.decodeFrame(packet);
      return samplesDecoded === PACKET_SAMPLES ? interleave(channelData) : undefined;
    } catch {
      // Nothing can be said of the memory of a decoder that trapped.
      this.#decoder = openDecoder();
      return undefined;
    }
  }

  #count(samples: number): void {
    this.#takenSamples += samples;
    this.#onTaken();
  }
}

/** Few need libopus, and it makes a server start later. */
async function openDecoder(): Promise<OpusDecoder> {
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({ forceStereo: true });
  await decoder.ready;
  return decoder;
}

function interleave([left, right]: Float32Array[]): Buffer {
  const pcm = Buffer.alloc(PACKET_SAMPLES * BYTES_PER_SAMPLE);
  for (let i = 0; i < PACKET_SAMPLES; i++) {
    pcm.writeInt16LE(quantized(left?.[i] ?? 0), i * BYTES_PER_SAMPLE);
    pcm.writeInt16LE(quantized((right ?? left)?.[i] ?? 0), i * BYTES_PER_SAMPLE + 2);
  }
  return pcm;
}

function quantized(value: number): number {
  return Math.round(Math.min(1, Math.max(-1, value)) * MAX_SAMPLE);
}
