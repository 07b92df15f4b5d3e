import type { Logger } from '@ringcast/segmenter';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, RecordableSession } from '../journal/journal.ts';
import { capturedAtOf } from '../journal/captured-at.ts';
import { type PcmRun, readPcm } from '../journal/pcm-reader.ts';
import { syncFolders } from '../journal/session-folder.ts';
import { isRecordingDue } from './due-recording.ts';
import { FlacFile } from './flac-file.ts';
import { recordingNameOf } from './recording-name.ts';
import { RecordingShelf } from './recording-shelf.ts';

/** What a recorder needs. */
export interface RecorderOptions {
  readonly journal: Journal;
  /** The recordings are in a folder a station below it, made where it is not there. */
  readonly folder: string;
  readonly ffmpegPath: string;
  /** A recording that grows to this is followed by another. */
  readonly maxSeconds: number;
  /** Of all recordings; the oldest go where there is more. */
  readonly maxBytes: number;
  readonly logger: Logger;
}

const LOOK_EVERY_MS = 60_000;

/**
 * Makes recordings of what the journal holds: every sample that a broadcaster sent, also what came too late for
 * listeners. A FLAC file a session, or more where it is long or its format changes.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #shelf: RecordingShelf;
  readonly #timer: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #failure: string | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#shelf = new RecordingShelf(options);
    options.journal.onSettled(() => this.#look());
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    this.#look();
  }

  /** Leaves what is not whole to the next start. Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#work;
  }

  #look(): void {
    this.#work = this.#work.then(() => this.#recordDue());
  }

  async #recordDue(): Promise<void> {
    let isMore = true;
    while (isMore) {
      isMore = false;
      // There may be more of a session than a recording holds.
      for (const session of this.#due()) isMore = (await this.#tryRecord(session)) || isMore;
    }
  }

  #due(): RecordableSession[] {
    const { journal, maxSeconds } = this.#options;
    return journal.recordable().filter((session) => isRecordingDue(session, maxSeconds));
  }

  /** One that cannot be recorded keeps no other from it. */
  async #tryRecord(session: RecordableSession): Promise<boolean> {
    try {
      this.#closing.signal.throwIfAborted();
      await this.#record(session);
      await this.#shelf.enforceLimit();
      this.#failure = undefined;
      return true;
    } catch (cause) {
      this.#noteFailure(session, cause);
      return false;
    }
  }

  async #record(session: RecordableSession): Promise<void> {
    const recording = new Recording(session, this.#options);
    try {
      const nextSample = await recording.make(this.#closing.signal);
      await this.#options.journal.noteRecorded(session, nextSample);
    } finally {
      await recording.close();
    }
  }

  #noteFailure({ station, session }: RecordableSession, cause: unknown): void {
    if (this.#closing.signal.aborted) return;
    const error = cause instanceof Error ? cause.message : String(cause);
    if (error === this.#failure) return;
    this.#failure = error;
    const message =
      'a recording could not be made; the journal keeps the sound, and it is tried again every minute';
    this.#options.logger.error({ station, session, error }, message);
  }
}

/** One file, from a session's first sample that no recording has. */
class Recording {
  readonly #session: RecordableSession;
  readonly #options: RecorderOptions;
  #file: FlacFile | undefined;
  #path = '';

  constructor(session: RecordableSession, options: RecorderOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** Returns the first sample that it does not hold. */
  async make(signal: AbortSignal): Promise<number> {
    const { folder, recordedSample: fromSample, nextSample } = this.#session;
    let first: PcmRun | undefined;
    let endSample = fromSample;
    for await (const run of readPcm(folder, fromSample)) {
      signal.throwIfAborted();
      first ??= run;
      const endOfRun = run.startSample + run.samples;
      const isBeyond = run.epoch !== first.epoch || endOfRun > nextSample;
      if (isBeyond || this.#isFull(first, run)) break;
      await this.#take(run);
      endSample = endOfRun;
    }
    if (!this.#file) return nextSample;
    await this.#file.finish();
    this.#file = undefined;
    await this.#tell(endSample - fromSample, first);
    return endSample;
  }

  /** Leaves nothing that is not whole. */
  async close(): Promise<void> {
    await this.#file?.abandon();
  }

  #isFull(first: PcmRun, run: PcmRun): boolean {
    return run.startSample - first.startSample >= this.#options.maxSeconds * run.format.sampleRateHz;
  }

  async #take(run: PcmRun): Promise<void> {
    this.#file ??= await this.#begin(run);
    await (run.type === 'pcm' ? this.#file.write(run.pcm) : this.#file.writeSilence(run.samples));
  }

  async #begin({ format, startSample }: PcmRun): Promise<FlacFile> {
    const { station, session, folder } = this.#session;
    const stationFolder = join(this.#options.folder, station);
    await mkdir(stationFolder, { recursive: true });
    const capturedAtMs = await capturedAtOf(folder, {
      sample: startSample,
      sampleRateHz: format.sampleRateHz,
    });
    this.#path = join(stationFolder, recordingNameOf(capturedAtMs, session, await readdir(stationFolder)));
    return new FlacFile({ ffmpegPath: this.#options.ffmpegPath, path: this.#path, format, capturedAtMs });
  }

  async #tell(samples: number, first: PcmRun | undefined): Promise<void> {
    const { station } = this.#session;
    await syncFolders(join(this.#options.folder, station));
    const seconds = samples / (first?.format.sampleRateHz ?? Number.NaN);
    this.#options.logger.info({ station, path: this.#path, seconds }, 'a recording is there');
  }
}
