import { type FfmpegProcess, runFfmpeg } from '@ringcast/segmenter';
import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';

/** What a file needs. */
export interface FlacFileOptions {
  readonly ffmpegPath: string;
  /** Where it goes once it is whole. */
  readonly path: string;
  readonly format: PcmFormat;
  /** When its first sample was captured, ms since the Unix epoch. */
  readonly capturedAtMs: number;
}

const INPUT_BUFFER_BYTES = 262_144;
const SILENCE = new Uint8Array(INPUT_BUFFER_BYTES);
/** What is on air comes first. */
const NICENESS = 10;

/** A FLAC file in the making: it is there under its name when it is whole and on the disk, and not before. */
export class FlacFile {
  readonly #options: FlacFileOptions;
  readonly #beside: string;
  readonly #input = new PassThrough({ highWaterMark: INPUT_BUFFER_BYTES });
  readonly #ffmpeg: FfmpegProcess;

  constructor(options: FlacFileOptions) {
    const { path, format, ffmpegPath } = options;
    this.#options = options;
    this.#beside = `${path}.part`;
    this.#ffmpeg = runFfmpeg({
      ffmpegPath,
      input: this.#input,
      inputOptions: [
        '-f',
        format.encoding,
        '-ar',
        String(format.sampleRateHz),
        '-ac',
        String(format.channels),
      ],
      outputs: [{ target: this.#beside, options: this.#outputOptions() }],
      niceness: NICENESS,
    });
  }

  /** Takes interleaved PCM. Rejects with FfmpegError where it cannot be written. */
  async write(pcm: Uint8Array): Promise<void> {
    if (this.#input.write(pcm)) return;
    await Promise.race([once(this.#input, 'drain'), this.#ffmpeg.finished]);
  }

  /** Takes samples that nobody has. */
  async writeSilence(samples: number): Promise<void> {
    let bytes = samples * bytesPerFrameOf(this.#options.format);
    for (; bytes > 0; bytes -= SILENCE.length) await this.write(SILENCE.subarray(0, bytes));
  }

  /** Resolves when the file is there. */
  async finish(): Promise<void> {
    this.#input.end();
    await this.#ffmpeg.finished;
    await syncFile(this.#beside);
    await rename(this.#beside, this.#options.path);
  }

  /** Leaves nothing. */
  async abandon(): Promise<void> {
    this.#ffmpeg.kill();
    await this.#ffmpeg.finished.catch(() => {});
    this.#input.destroy();
    await rm(this.#beside, { force: true });
  }

  /** FLAC holds 24 bits a sample: all of a 16- or 24-bit source, the upper 24 of what has more. */
  #outputOptions(): string[] {
    const { format, capturedAtMs } = this.#options;
    const depth =
      format.encoding === 's16le'
        ? ['-sample_fmt', 's16']
        : ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'];
    const date = ['-metadata', `DATE=${new Date(capturedAtMs).toISOString()}`];
    return ['-c:a', 'flac', ...depth, ...date, '-f', 'flac'];
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
