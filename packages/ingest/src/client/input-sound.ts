import { BYTES_PER_SAMPLE, type FfmpegProcess, runFfmpeg, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { outputArguments } from '../decode/decode-arguments.ts';
import { FrameAligner } from '../decode/frame-aligner.ts';
import type { PcmFormat } from '../wire/pcm-format.ts';
import { inputArguments } from './capture-arguments.ts';
import { LastWords } from './last-words.ts';
import { RealTimePace } from './real-time-pace.ts';
import { SoundFailure } from './sound-failure.ts';
import type { InputChoice } from './sound-choice.ts';
import type { Sound, SoundEvents } from './sound.ts';
import { steadyNowMs } from './steady-clock.ts';

/** 20 ms go on at a time. */
const SLICE_BYTES = 960 * BYTES_PER_SAMPLE;
const PAUSED_REASON = 'the input paused';

/** A file, an address or standard input, let through in real time. */
export class InputSound implements Sound {
  readonly format: PcmFormat = { encoding: 's16le', sampleRateHz: SAMPLE_RATE_HZ, channels: 2 };
  readonly #events: SoundEvents;
  readonly #pace = new RealTimePace(SAMPLE_RATE_HZ);
  readonly #lastWords = new LastWords();
  readonly #process: FfmpegProcess;
  readonly #closing = new AbortController();

  /** @param stdin read where the choice is standard input */
  constructor(choice: InputChoice, ffmpegPath: string, events: SoundEvents & { readonly stdin: Readable }) {
    this.#events = events;
    // fluent-ffmpeg takes a `close` of its output for a failure, even of an ffmpeg that is just about to exit.
    const sound = new PassThrough({ emitClose: false });
    this.#process = runFfmpeg({
      ffmpegPath,
      input: choice.input ?? events.stdin,
      inputOptions: inputArguments(choice),
      outputs: [{ target: sound, options: outputArguments() }],
      onStderrLine: (line) => this.#lastWords.add(line),
    });
    // Where ffmpeg cannot be run at all, nobody ends its output.
    this.#process.finished.catch(() => {
      if (this.#process.pid === undefined) sound.end();
    });
    this.#run(sound).then(
      () => this.#end(undefined),
      () => this.#end(SoundFailure.ofInput(choice, this.#lastWords.lines)),
    );
  }

  close(): void {
    this.#closing.abort();
    this.#process.kill();
  }

  async #run(sound: PassThrough): Promise<void> {
    const aligner = new FrameAligner(BYTES_PER_SAMPLE);
    for await (const chunk of sound as AsyncIterable<Buffer>) {
      const pcm = aligner.push(chunk);
      for (let offset = 0; offset < pcm.length; offset += SLICE_BYTES) {
        await this.#passWhenDue(pcm.subarray(offset, offset + SLICE_BYTES));
      }
    }
    await this.#process.finished;
  }

  async #passWhenDue(pcm: Buffer): Promise<void> {
    const { waitMs, missingSamples } = this.#pace.step(steadyNowMs());
    if (missingSamples > 0) this.#events.onMissing((missingSamples * 1_000) / SAMPLE_RATE_HZ, PAUSED_REASON);
    if (waitMs > 0) await setTimeout(waitMs, undefined, { signal: this.#closing.signal });
    this.#events.onSound(pcm, this.#pace.nextAtMs ?? steadyNowMs());
    this.#pace.count(pcm.length / BYTES_PER_SAMPLE);
  }

  #end(failure: Error | undefined): void {
    if (!this.#closing.signal.aborted) this.#events.onEnd(failure);
  }
}
