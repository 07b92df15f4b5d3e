import { existsSync } from 'node:fs';
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { JournalError } from './journal-error.ts';
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
 * @param target where the files go; made where it is not there. A file that is there already is not written over. All of
 *   them are there when all are whole, and none where that fails.
 * @throws JournalError `no-journal`, `file-exists`
 */
export async function exportWavs(session: string, target: string): Promise<ExportedWav[]> {
  const files: WavFile[] = [];
  try {
    for await (const run of readPcm(session)) {
      let file = files.at(-1);
      if (file?.epoch !== run.epoch) {
        await file?.finish();
        file = await WavFile.create(target, run);
        files.push(file);
      }
      await file.write(run);
    }
    await files.at(-1)?.finish();
    return await Promise.all(files.map((file) => file.publish()));
  } catch (error) {
    await Promise.all(files.map((file) => file.abandon()));
    throw error;
  }
}

/** A WAV file in the making: it is there under its name when all of the session is written, and not before. */
class WavFile {
  readonly epoch: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #start: Pick<PcmRun, 'format' | 'startSample'>;
  #dataBytes = 0;
  #missingSamples = 0;

  static async create(folder: string, start: PcmRun): Promise<WavFile> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `epoch-${start.epoch}.wav`);
    if (existsSync(path))
      throw new JournalError('file-exists', `${path} is there already; export to another folder.`);
    return new WavFile(path, await open(besideOf(path), 'w'), start);
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
  async finish(): Promise<void> {
    if (this.#dataBytes % 2 === 1) {
      await this.#handle.write(new Uint8Array(1), 0, 1, WAV_HEADER_BYTES + this.#dataBytes);
    }
    await this.#handle.write(wavHeaderOf(this.#start.format, this.#dataBytes), 0, WAV_HEADER_BYTES, 0);
    await this.#handle.close();
  }

  /** Gives it its name. */
  async publish(): Promise<ExportedWav> {
    const { format, startSample } = this.#start;
    // Fails where another export has put one there meanwhile.
    await link(besideOf(this.#path), this.#path);
    await rm(besideOf(this.#path));
    const samples = this.#dataBytes / bytesPerFrameOf(format);
    return { path: this.#path, format, startSample, samples, missingSamples: this.#missingSamples };
  }

  /** Leaves nothing. */
  async abandon(): Promise<void> {
    await this.#handle.close();
    await rm(besideOf(this.#path), { force: true });
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.length, WAV_HEADER_BYTES + this.#dataBytes);
    this.#dataBytes += bytes.length;
  }
}

function besideOf(path: string): string {
  return `${path}.${process.pid}.part`;
}
