import { WORKLET_BATCH_FRAMES, type WorkletBatch } from './worklet-batch.ts';

// The audio worklet's global scope, which no library of types describes beside the page's.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: { channels: number } }) => object,
): void;

/** Sends its input to the capture worker, in batches whose memory is used again. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #channels: number;
  readonly #free: WorkletBatch[] = [];
  #toWorker: MessagePort | undefined;
  #batch: WorkletBatch;

  constructor({ processorOptions }: { processorOptions: { channels: number } }) {
    super();
    this.#channels = processorOptions.channels;
    this.#batch = this.#makeBatch();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#toWorker = data;
      data.onmessage = (event: MessageEvent<WorkletBatch>) => this.#free.push(event.data);
    };
  }

  /** Called by the browser with each quantum; without an input nothing was captured. */
  process([input]: readonly Float32Array[][]): boolean {
    const quantum = input?.[0]?.length ?? 0;
    if (input === undefined || quantum === 0 || this.#toWorker === undefined) return true;
    if (this.#batch.frames + quantum > WORKLET_BATCH_FRAMES) this.#send();
    for (const [channel, plane] of this.#batch.planes.entries()) {
      plane.set(input[channel] ?? input[0] ?? [], this.#batch.frames);
    }
    this.#batch.frames += quantum;
    if (this.#batch.frames === WORKLET_BATCH_FRAMES) this.#send();
    return true;
  }

  #send(): void {
    const memory = this.#batch.planes.map((plane) => plane.buffer);
    this.#toWorker?.postMessage(this.#batch, memory);
    this.#batch = this.#free.pop() ?? this.#makeBatch();
    this.#batch.frames = 0;
  }

  #makeBatch(): WorkletBatch {
    const planes = Array.from({ length: this.#channels }, () => new Float32Array(WORKLET_BATCH_FRAMES));
    return { frames: 0, planes };
  }
}

registerProcessor('ringcast-capture', CaptureProcessor);
