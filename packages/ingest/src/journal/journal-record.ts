import type { Epoch } from '../session/sample-ledger.ts';

/** The format from here on; comes right before the first samples that are in it. */
export interface EpochRecord extends Epoch {
  readonly type: 'epoch';
}

/** A frame of kind PCM as the wire brought it (docs/protocol.md, "Blocks"); its head may repeat what came before. */
export interface BlockRecord {
  readonly type: 'block';
  readonly frame: Uint8Array;
}

/** Samples that were never captured, or that a reader misses. */
export interface GapRecord {
  readonly type: 'gap';
  readonly epoch: number;
  readonly startSample: number;
  readonly samples: number;
  readonly reason: string;
}

/** When a sample was captured, in ms since the Unix epoch. */
export interface ClockRecord {
  readonly type: 'clock';
  readonly sample: number;
  readonly capturedAtMs: number;
}

/** Where on the station's timeline a sample of the session went. */
export interface Placement {
  readonly sample: number;
  /** The station's absolute number of that sample, at 48 kHz. */
  readonly position: number;
  /** The rate of the session's samples there. */
  readonly sampleRateHz: number;
}

/** A {@link Placement}, as it is kept. */
export interface PlacementRecord extends Placement {
  readonly type: 'placement';
}

/** How a session ended: the broadcaster stopped, or nobody waits for it any more. */
export interface SessionEnding {
  /** One past the last sample. */
  readonly endSample: number;
  readonly reason: 'stopped' | 'over';
}

/** What is noted beside the files of a session that is over, so that nobody has to read them to know it. */
export interface EndingNote extends SessionEnding, Pick<FileHeader, 'isRecorded'> {}

/** The last record of a session. */
export interface EndRecord extends SessionEnding {
  readonly type: 'end';
}

/** What is kept of a session, in order. */
export type JournalRecord = EpochRecord | BlockRecord | GapRecord | ClockRecord | PlacementRecord | EndRecord;

/** Begins every file, so that a file can be read alone. */
export interface FileHeader {
  readonly type: 'header';
  readonly version: 1;
  readonly station: string;
  readonly session: string;
  /** The format where the file begins. */
  readonly epoch: Epoch;
  /** Every sample before it is in the files before. */
  readonly nextSample: number;
  /** The last that is known where the file begins. */
  readonly placement?: Placement | undefined;
  /** Whether the session is recorded; undefined where nobody noted it. */
  readonly isRecorded?: boolean | undefined;
}

/** Whatever a file may hold. */
export type StoredRecord = FileHeader | JournalRecord;
