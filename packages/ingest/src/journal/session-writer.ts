import { mkdir } from 'node:fs/promises';
import { JournalFile } from './journal-file.ts';
import type { JournalRecord } from './journal-record.ts';
import { advance, type KeptState } from './kept-state.ts';
import { encodeRecord } from './record-codec.ts';
import { filePathOf, syncFolders, writeEnding } from './session-folder.ts';

/** What a writer needs. */
export interface SessionWriterOptions {
  readonly station: string;
  readonly session: string;
  /** The session's own folder. */
  readonly folder: string;
  /** What is there already. */
  readonly state: KeptState;
  /** Number of the file to begin, one that is not there yet. */
  readonly fileNumber: number;
}

/** A file is followed by the next when it has grown to this, or is so old: what is over can then go bit by bit. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_FILE_AGE_MS = 5 * 60_000;

/** Writes a session's records into its files. One write at a time. */
export class SessionWriter {
  readonly #options: SessionWriterOptions;
  #state: KeptState;
  #fileNumber: number;
  #file: JournalFile | undefined;
  #fileBeganAtMs = 0;
  #closedBytes = 0;

  constructor(options: SessionWriterOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#fileNumber = options.fileNumber;
  }

  /** What is on the disk. */
  get state(): KeptState {
    return this.#state;
  }

  /** Bytes that this writer has put on the disk. */
  get writtenBytes(): number {
    return this.#closedBytes + (this.#file?.bytes ?? 0);
  }

  /** Number of the file that comes after the present one, or is begun next. */
  get nextFileNumber(): number {
    return this.#fileNumber + (this.#file ? 1 : 0);
  }

  /** How far a file may be read; undefined where nothing is being written in it. */
  limitOf(fileNumber: number): number | undefined {
    return fileNumber < this.#fileNumber ? undefined : (this.#file?.bytes ?? 0);
  }

  /** Resolves when the records are on the disk. After a rejection none of them counts, and it may be tried again. */
  async write(records: readonly JournalRecord[]): Promise<void> {
    await this.#closeFullFile();
    const file = (this.#file ??= await this.#createFile());
    const isNew = file.bytes === 0;
    const header = isNew ? this.#encodeHeader() : [];
    try {
      await file.append(Buffer.concat([...header, ...records.flatMap(encodeRecord)]));
      if (isNew) await syncFolders(this.#options.folder);
    } catch (cause) {
      await this.#leaveFile(file, isNew);
      throw cause;
    }
    for (const record of records) this.#state = advance(this.#state, record);
    await this.#noteEnding();
  }

  /** Closes its file. */
  async close(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#closedBytes += file.bytes;
    this.#file = undefined;
    this.#fileNumber += 1;
    await file.close();
  }

  async #createFile(): Promise<JournalFile> {
    await mkdir(this.#options.folder, { recursive: true });
    this.#fileBeganAtMs = performance.now();
    return JournalFile.create(filePathOf(this.#options.folder, this.#fileNumber));
  }

  async #closeFullFile(): Promise<void> {
    if (!this.#file) return;
    const ageMs = performance.now() - this.#fileBeganAtMs;
    if (this.#file.bytes >= MAX_FILE_BYTES || ageMs >= MAX_FILE_AGE_MS) await this.close();
  }

  async #leaveFile(file: JournalFile, isNew: boolean): Promise<void> {
    this.#file = undefined;
    if (!isNew) {
      this.#closedBytes += file.bytes;
      this.#fileNumber += 1;
    }
    await file.abandon();
  }

  #encodeHeader(): readonly Uint8Array[] {
    const { station, session } = this.#options;
    const { epoch, nextSample, placement, isRecorded } = this.#state;
    const state = { epoch, nextSample, placement, isRecorded };
    return encodeRecord({ type: 'header', version: 1, station, session, ...state });
  }

  async #noteEnding(): Promise<void> {
    const { ending, isRecorded } = this.#state;
    // A disk that takes it not now is no fault: the next to open the journal reads the record, and notes it.
    if (ending) await writeEnding(this.#options.folder, { ...ending, isRecorded }).catch(() => {});
  }
}
