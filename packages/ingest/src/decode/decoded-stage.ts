import { BYTES_PER_SAMPLE, type FfmpegProcess, runFfmpeg, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { PassThrough } from 'node:stream';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { inputArgumentsOf, outputArguments } from './decode-arguments.ts';
import type { PcmSink } from './feed-sink.ts';
import { FrameAligner } from './frame-aligner.ts';
import type { PcmStage, StageOptions } from './pcm-stage.ts';

/** What a stage needs whose sound ffmpeg decodes. */
interface DecodedStageOptions extends Omit<StageOptions, 'format'> {
  /** Undefined for encoded audio, whose container is found by its bytes. */
  readonly format: PcmFormat | undefined;
  /** A file that holds the sound; nothing is written then. */
  readonly path?: string | undefined;
}

const INPUT_BUFFER_BYTES = 65_536;
const SILENCE = Buffer.alloc(16_384);

/** Brings any sound to 48 kHz stereo s16le by an ffmpeg of its own. */
export class DecodedStage implements PcmStage {
  readonly #format: PcmFormat | undefined;
  readonly #sink: PcmSink;
  readonly #onTaken: () => void;
  readonly #input = new PassThrough({ highWaterMark: INPUT_BUFFER_BYTES });
  // fluent-ffmpeg takes a `close` of its output for a failure, even of an ffmpeg that is just about to exit.
  readonly #output = new PassThrough({ emitClose: false });
  readonly #process: FfmpegProcess;
  readonly #done: Promise<void>;
  /** Who waits until more may be written. */
  readonly #onRoom: (() => void)[] = [];
  #isOver = false;
  #isComplete = false;
  #isClosed = false;
  #writtenBytes = 0;
  #decodedSamples = 0;

  constructor(options: DecodedStageOptions) {
    this.#format = options.format;
    this.#sink = options.sink;
    this.#onTaken = options.onTaken;
    this.#process = runFfmpeg({
      ffmpegPath: options.ffmpegPath,
      input: options.path ?? this.#input,
      inputOptions: inputArgumentsOf(options),
      outputs: [{ target: this.#output, options: outputArguments() }],
    });
    this.#input.on('drain', () => this.#giveRoom());
    this.#done = this.#run().finally(() => {
      this.#isOver = true;
      this.#giveRoom();
    });
    this.#done.catch((error: unknown) => {
      if (!this.#isClosed) options.onFailed(error);
    });
  }

  get takenSamples(): number {
    if (!this.#format) return this.#decodedSamples;
    const writtenSamples = this.#writtenBytes / bytesPerFrameOf(this.#format);
    if (this.#isComplete) return writtenSamples;
    const decoded = Math.floor((this.#decodedSamples * this.#format.sampleRateHz) / SAMPLE_RATE_HZ);
    return Math.min(writtenSamples, decoded);
  }

  async write(bytes: Buffer): Promise<void> {
    // An ffmpeg that found the end of the sound leaves the bytes after it.
    if (this.#isOver) return this.#done;
    this.#writtenBytes += bytes.length;
    if (this.#input.write(bytes)) return;
    // A race with `#done` would keep something of each write for as long as the sound lasts.
    await new Promise<void>((resolve) => this.#onRoom.push(resolve));
    if (this.#isOver) await this.#done;
  }

  async skip(samples: number): Promise<void> {
    if (!this.#format) throw new TypeError('Encoded audio has no samples to skip.');
    const bytesPerFrame = bytesPerFrameOf(this.#format);
    const stepBytes = SILENCE.length - (SILENCE.length % bytesPerFrame);
    for (let leftBytes = samples * bytesPerFrame; leftBytes > 0; leftBytes -= stepBytes) {
      await this.write(SILENCE.subarray(0, Math.min(leftBytes, stepBytes)));
    }
  }

  async finish(): Promise<void> {
    this.#input.end();
    await this.#done;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#process.kill();
    this.#input.destroy();
  }

  async #run(): Promise<void> {
    // Where ffmpeg cannot be run at all, nobody ends its output.
    this.#process.finished.catch(() => {
      if (this.#process.pid === undefined) this.#output.end();
    });
    try {
      await this.#pump();
    } catch (error) {
      this.#process.kill();
      throw error;
    }
    await this.#process.finished;
    this.#isComplete = true;
    this.#onTaken();
  }

  async #pump(): Promise<void> {
    const aligner = new FrameAligner(BYTES_PER_SAMPLE);
    for await (const chunk of this.#output as AsyncIterable<Buffer>) {
      if (this.#isClosed) continue;
      const pcm = aligner.push(chunk);
      await this.#sink.write(pcm);
      this.#decodedSamples += pcm.length / BYTES_PER_SAMPLE;
      this.#onTaken();
    }
  }

  #giveRoom(): void {
    for (const resolve of this.#onRoom.splice(0)) resolve();
  }
}
