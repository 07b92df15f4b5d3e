import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { type PcmRun, readPcm } from './pcm-reader.ts';
import { WAV_HEADER_BYTES, wavHeaderOf } from './wav-header.ts';

/** A file that was written. */
export interface ExportedWav {
  readonly path: string;
  readonly format: PcmFormat;
  readonly startSample: number;
  readonly samples: number;
  /** Samples that the session does not have; silence stands for them. */
  readonly missingSamples: number;
}

const SILENCE_BYTES = 1024 * 1024;

/**
 * Writes a session as WAV files: one per format that it had, named `epoch-N.wav`. Files beyond 4 GiB are RF64.
 *
 * @param session a session's own folder in the journal.
 * @param target where the files go; made where it is not there. A file that is there already is not written over.
 * @throws JournalError `no-journal`
 */
export async function exportWavs(session: string, target: string): Promise<ExportedWav[]> {
  const wavs: ExportedWav[] = [];
  let writer: WavWriter | undefined;
  try {
    for await (const run of readPcm(session)) {
      if (writer && writer.epoch !== run.epoch) {
        wavs.push(await writer.finish());
        writer = undefined;
      }
      writer ??= await WavWriter.create(target, run);
      await writer.write(run);
    }
    if (writer) wavs.push(await writer.finish());
  } finally {
    await writer?.close();
  }
  return wavs;
}

class WavWriter {
  readonly epoch: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #start: Pick<PcmRun, 'format' | 'startSample'>;
  #dataBytes = 0;
  #missingSamples = 0;

  static async create(folder: string, start: PcmRun): Promise<WavWriter> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `epoch-${start.epoch}.wav`);
    return new WavWriter(path, await open(path, 'wx'), start);
  }

  private constructor(path: string, handle: FileHandle, { epoch, format, startSample }: PcmRun) {
    this.#path = path;
    this.#handle = handle;
    this.epoch = epoch;
    this.#start = { format, startSample };
  }

  async write(run: PcmRun): Promise<void> {
    if (run.type === 'pcm') return this.#append(run.pcm);
    this.#missingSamples += run.samples;
    let bytes = run.samples * bytesPerFrameOf(this.#start.format);
    const silence = new Uint8Array(Math.min(bytes, SILENCE_BYTES));
    for (; bytes > 0; bytes -= silence.length) await this.#append(silence.subarray(0, bytes));
  }

  /** Writes what is known only now, and closes. */
  async finish(): Promise<ExportedWav> {
    const { format, startSample } = this.#start;
    const samples = this.#dataBytes / bytesPerFrameOf(format);
    if (this.#dataBytes % 2 === 1) {
      await this.#handle.write(new Uint8Array(1), 0, 1, WAV_HEADER_BYTES + this.#dataBytes);
    }
    await this.#handle.write(wavHeaderOf(format, this.#dataBytes), 0, WAV_HEADER_BYTES, 0);
    await this.close();
    return { path: this.#path, format, startSample, samples, missingSamples: this.#missingSamples };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.length, WAV_HEADER_BYTES + this.#dataBytes);
    this.#dataBytes += bytes.length;
  }
}
