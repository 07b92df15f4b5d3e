import {
  type DecodedSound,
  type DecoderDemand,
  type DecoderReport,
  type DecoderRequest,
  DEMANDED_MS,
} from './deck/deck-message.ts';
import { openTrack } from './deck/decoding.ts';

/** The page's types stand for the worker's: of its global scope only what both have is used. */
const worker = globalThis as unknown as Worker;

/** Decodes files one after the other, as far ahead as the capture worker asks. */
class DeckDecoder {
  readonly #dropped = new Set<string>();
  #port: MessagePort | undefined;
  #loading = Promise.resolve();
  #demandedMs = 0;
  #onDemand: () => void = () => undefined;

  obey(request: DecoderRequest): void {
    if (request.type === 'connect') this.#connect(request.port);
    else this.#loading = this.#loading.then(() => this.#play(request.trackId, request.file));
  }

  #connect(port: MessagePort): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<DecoderDemand>) => {
      if (data.type === 'drop') this.#dropped.add(data.trackId);
      else this.#demandedMs = DEMANDED_MS;
      this.#onDemand();
    };
  }

  async #play(trackId: string, file: File): Promise<void> {
    try {
      const track = await openTrack(file);
      report({ type: 'loaded', trackId, facts: track.facts });
      for await (const piece of track.sounds()) {
        await this.#untilWanted(trackId);
        if (this.#dropped.has(trackId)) break;
        this.#demandedMs -= ((piece.planes[0]?.length ?? 0) * 1_000) / piece.sampleRateHz;
        this.#send({ type: 'sound', trackId, ...piece });
      }
      track.close();
    } catch (error) {
      report({ type: 'failed', trackId, reason: error instanceof Error ? error.message : String(error) });
    }
    this.#send({ type: 'complete', trackId });
  }

  async #untilWanted(trackId: string): Promise<void> {
    while (this.#demandedMs <= 0 && !this.#dropped.has(trackId)) {
      await new Promise<void>((resolve) => {
        this.#onDemand = resolve;
      });
    }
  }

  #send(sound: DecodedSound): void {
    const memory = sound.type === 'sound' ? sound.planes.map(({ buffer }) => buffer) : [];
    this.#port?.postMessage(sound, memory);
  }
}

function report(message: DecoderReport): void {
  worker.postMessage(message, []);
}

const decoder = new DeckDecoder();
worker.addEventListener('message', ({ data }) => decoder.obey(data as DecoderRequest));
