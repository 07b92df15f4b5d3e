import { JournalError } from '../../packages/ingest/src/journal/journal-error.ts';
import type { JournalRecord } from '../../packages/ingest/src/journal/journal-record.ts';
import { samplesOf } from '../../packages/ingest/src/journal/kept-state.ts';
import type { SessionStore } from '../../packages/ingest/src/session/session-store.ts';

/** A session's part of a journal, in memory: what is appended is on disk at once, unless the disk is held up. */
export class MemoryStore implements SessionStore {
  readonly records: JournalRecord[] = [];
  /** Called when something was written. */
  onChange = (): void => {};
  appendedSample: number;
  nextSample: number;
  waitingBytes = 0;
  failure: string | undefined;
  isClosing = false;
  #isHeldUp = false;
  #onWritten: (() => void)[] = [];

  constructor(startSample: number) {
    this.appendedSample = startSample;
    this.nextSample = startSample;
  }

  append(record: JournalRecord): void {
    if (this.isClosing) throw new JournalError('journal-closed', 'The journal is closed.');
    this.records.push(record);
    this.appendedSample = Math.max(this.appendedSample, samplesOf(record)?.endSample ?? 0);
    this.waitingBytes += record.type === 'block' ? record.frame.length : 0;
    if (!this.#isHeldUp) this.#write();
  }

  async flush(): Promise<void> {
    if (this.#isHeldUp) await new Promise<void>((resolve) => this.#onWritten.push(resolve));
  }

  async *read(): AsyncGenerator<JournalRecord> {
    yield* this.records;
  }

  async close(): Promise<void> {}

  /** The disk takes nothing more, and says so where a reason is given. */
  holdUp(failure?: string): void {
    this.#isHeldUp = true;
    this.failure = failure;
    this.onChange();
  }

  /** The disk takes everything again. */
  release(): void {
    this.#isHeldUp = false;
    this.failure = undefined;
    this.#write();
    for (const resolve of this.#onWritten.splice(0)) resolve();
  }

  #write(): void {
    this.nextSample = this.appendedSample;
    this.waitingBytes = 0;
    this.onChange();
  }
}
