import type { JournalRecord } from '../journal/journal-record.ts';

/** Where a session's samples are kept: its part of the journal. */
export interface SessionStore {
  /** Every sample before this one is on disk. */
  readonly nextSample: number;
  /** Every sample before this one was handed over. */
  readonly appendedSample: number;
  /** Handed over and not on disk. */
  readonly waitingBytes: number;
  /** Why nothing can be written at present. */
  readonly failure: string | undefined;
  /** Whether it takes nothing more. */
  readonly isClosing: boolean;
  /** Takes what follows; keeps the bytes until they are on disk. */
  append(record: JournalRecord): void;
  /** Resolves when everything handed over is on disk. */
  flush(): Promise<void>;
  /** What is kept from a sample on, with the epoch it is in. */
  read(fromSample: number): AsyncIterable<JournalRecord>;
  /** Writes what is left, and lets go of the files. */
  close(): Promise<void>;
}
