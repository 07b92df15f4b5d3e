import type { Logger } from '@ringcast/segmenter';
import { DiskReport } from './disk-report.ts';
import { FrameRing } from './frame-ring.ts';
import { JournalError } from './journal-error.ts';
import type { JournalRecord } from './journal-record.ts';
import { type KeptState, samplesOf } from './kept-state.ts';
import { Pause } from './pause.ts';
import { recordBytesOf } from './record-codec.ts';
import { readSession } from './session-reader.ts';
import type { WriteTurns } from './write-turns.ts';
import { SessionWriter, type SessionWriterOptions } from './session-writer.ts';

/** What a session's journal needs. */
export interface SessionJournalOptions extends SessionWriterOptions {
  readonly logger: Logger;
  /** All sessions of a journal share them. */
  readonly turns: WriteTurns;
  /** Called after every write, whether it succeeded or failed: `nextSample` may have grown, `failure` changed. */
  readonly onChange?: (() => void) | undefined;
  /** Called once, when the session's end is on the disk or it was closed before that. */
  readonly onDone: () => void;
}

interface WaitingRecord {
  readonly record: JournalRecord;
  readonly bytes: number;
  readonly ringBytes: number;
}

/** Somebody who waits until a record is on the disk. */
interface Flush {
  readonly last: WaitingRecord;
  readonly resolve: () => void;
}

/** At most one write in this time: each costs a millisecond of processor time, whatever it carries. */
const COMMIT_EVERY_MS = 400;
const RETRY_DELAY_MS = 500;

/** Who appends adds nothing while more than this waits: 87 s of 48 kHz stereo. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** After an outage of the disk, what waited is written in pieces of about this size. */
const MAX_COMMIT_BYTES = 4 * 1024 * 1024;

/** What is kept of one session. What arrives during a write goes into the next. */
export class SessionJournal {
  readonly #options: SessionJournalOptions;
  readonly #writer: SessionWriter;
  readonly #report: DiskReport;
  #items: WaitingRecord[] = [];
  readonly #ring = new FrameRing();
  #waitingBytes = 0;
  #appendedSample: number;
  #isClosing = false;
  #hasEnd = false;
  #lastCommitAtMs = Number.NEGATIVE_INFINITY;
  readonly #openedAtMs = performance.now();
  readonly #pause = new Pause();
  #work: Promise<void> | undefined;
  #flushes: Flush[] = [];

  constructor(options: SessionJournalOptions) {
    this.#options = options;
    this.#writer = new SessionWriter(options);
    this.#report = new DiskReport(options);
    this.#appendedSample = options.state.nextSample;
  }

  /** Every sample before it is on the disk, and outlives a loss of power. */
  get nextSample(): number {
    return this.#writer.state.nextSample;
  }

  /** Every sample before it was appended. */
  get appendedSample(): number {
    return this.#appendedSample;
  }

  /** Bytes that were appended and are not on the disk. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Why nothing reaches the disk at present; it is tried again until it does. */
  get failure(): string | undefined {
    return this.#report.failure;
  }

  /** Bytes that it has put on the disk. */
  get writtenBytes(): number {
    return this.#writer.writtenBytes;
  }

  /** How long nothing has been written, in ms. */
  get idleMs(): number {
    return performance.now() - Math.max(this.#lastCommitAtMs, this.#openedAtMs);
  }

  /** What is on the disk. */
  get state(): KeptState {
    return this.#writer.state;
  }

  /** Number of the file that would be begun next. */
  get nextFileNumber(): number {
    return this.#writer.nextFileNumber;
  }

  /** Whether it takes nothing more, because it is being closed. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Whether the end of the session is on the disk. */
  get isOver(): boolean {
    return this.#writer.state.ending !== undefined;
  }

  /**
   * Appends a record. A frame belongs to the journal from here on, which may not copy it: it must not be written into.
   * Samples that were appended before are left out. An epoch comes right before the first samples that are in it.
   *
   * @throws JournalError `hole` where samples are missing before the record, `record-too-long`, `journal-closed` after
   * the end or a close; never for the disk's sake
   */
  append(record: JournalRecord): void {
    this.#checkOpen(record);
    const samples = samplesOf(record);
    if (samples) {
      this.#checkOrder(samples);
      if (samples.endSample <= this.#appendedSample) return;
    }
    // Its checksum is made with those of all that is written at once: one by one they cost three times as much.
    const bytes = recordBytesOf(record);
    this.#items.push({ bytes, ...this.#keep(record) });
    this.#waitingBytes += bytes;
    if (samples) this.#appendedSample = samples.endSample;
    if (record.type === 'end') this.#hasEnd = true;
    this.#work ??= this.#run();
  }

  /** Resolves when everything that was appended so far is on the disk, however long that takes, or it was closed. */
  async flush(): Promise<void> {
    if (this.#items.length === 0) return;
    const last = this.#items.at(-1) as WaitingRecord;
    const flushed = new Promise<void>((resolve) => this.#flushes.push({ last, resolve }));
    this.#pause.end();
    await flushed;
  }

  /**
   * Reads from a sample on: the epoch that holds it, then the records in order. Gives what is on the disk when it gets
   * there, and ends; a block may begin before the sample. See {@link readSession} for samples that are missing.
   */
  read(fromSample: number): AsyncIterable<JournalRecord> {
    const limitOf = (fileNumber: number): number | undefined => this.#writer.limitOf(fileNumber);
    return readSession({ folder: this.#options.folder, fromSample, limitOf });
  }

  /** Writes what is left, where the disk takes it now, and takes no more. Idempotent. */
  async close(): Promise<void> {
    const isFirst = !this.#isClosing;
    this.#isClosing = true;
    this.#pause.close();
    await this.#work;
    if (isFirst && !this.isOver) await this.#closeFiles();
  }

  async #run(): Promise<void> {
    while (this.#items.length > 0) {
      const isUrgent = this.#flushes.length > 0 || this.#waitingBytes > MAX_COMMIT_BYTES;
      if (!isUrgent) await this.#pause.until(this.#lastCommitAtMs + COMMIT_EVERY_MS);
      const isWritten = await this.#tryCommit();
      if (!isWritten && this.#isClosing) break;
      this.#options.onChange?.();
      if (!isWritten) await this.#pause.until(performance.now() + RETRY_DELAY_MS);
    }
    for (const { resolve } of this.#flushes.splice(0)) resolve();
    if (this.isOver) await this.#closeFiles();
    this.#work = undefined;
  }

  async #tryCommit(): Promise<boolean> {
    this.#lastCommitAtMs = performance.now();
    const batch = this.#nextBatch();
    try {
      const records = batch.map(({ record }) => record);
      await this.#options.turns.run(() => this.#writer.write(records));
    } catch (cause) {
      if (this.#isClosing) this.#report.noteLoss(cause, this.#waitingBytes);
      else this.#report.noteFailure(cause);
      return false;
    }
    this.#items.splice(0, batch.length);
    for (const { bytes, ringBytes } of batch) {
      this.#waitingBytes -= bytes;
      this.#ring.release(ringBytes);
    }
    this.#report.noteSuccess();
    this.#tellFlushed();
    return true;
  }

  #keep(record: JournalRecord): Omit<WaitingRecord, 'bytes'> {
    if (record.type !== 'block') return { record, ringBytes: 0 };
    const { frame, ringBytes } = this.#ring.keep(record.frame);
    return { record: { type: 'block', frame }, ringBytes };
  }

  #nextBatch(): WaitingRecord[] {
    let bytes = 0;
    const count = this.#items.findIndex((item) => (bytes += item.bytes) > MAX_COMMIT_BYTES);
    return count === -1 ? [...this.#items] : this.#items.slice(0, count);
  }

  #tellFlushed(): void {
    const isWaiting = ({ last }: Flush): boolean => this.#items.includes(last);
    for (const { resolve } of this.#flushes.filter((flush) => !isWaiting(flush))) resolve();
    this.#flushes = this.#flushes.filter(isWaiting);
  }

  async #closeFiles(): Promise<void> {
    await this.#writer.close().catch((cause: unknown) => {
      this.#report.noteLoss(cause, this.#waitingBytes);
    });
    this.#options.onDone();
  }

  #checkOpen({ type }: JournalRecord): void {
    if (!this.#isClosing && !this.#hasEnd) return;
    const { station, session } = this.#options;
    const why = this.#hasEnd ? 'the session is over' : 'it was closed';
    const message = `The journal of session ${session} of station "${station}" takes nothing more, because ${why}; ${type} came.`;
    throw new JournalError('journal-closed', message);
  }

  #checkOrder({ startSample }: { startSample: number }): void {
    if (startSample <= this.#appendedSample) return;
    const missing = `${startSample - this.#appendedSample} samples are missing`;
    throw new JournalError(
      'hole',
      `The journal wants sample ${this.#appendedSample} next; ${startSample} came, so ${missing}.`,
    );
  }
}
