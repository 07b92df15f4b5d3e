import type { Logger } from '@ringcast/segmenter';
import type { Epoch } from '../session/sample-ledger.ts';
import type { Placement } from './journal-record.ts';

/** Which session of which station. */
export interface SessionIdentity {
  readonly station: string;
  readonly session: string;
}

/** What a journal needs. */
export interface JournalOptions {
  /** Made where it is not there. */
  readonly folder: string;
  readonly logger: Logger;
  /** Bytes on disk over all sessions. Default 20 GiB. */
  readonly maxBytes?: number;
  /** How long a session stays after it was written last, in ms. Default 7 days. */
  readonly maxAgeMs?: number;
  /** The time in ms since the Unix epoch. Default `Date.now`. */
  readonly now?: () => number;
  /**
   * Whether the sound of a session that begins now may go only once it is recorded, see `Journal.noteRecorded`. Also
   * asked of sessions that were kept without a note of it. Default no station's.
   */
  readonly isRecorded?: (station: string) => boolean;
}

/** A session that is not over and that nobody writes. */
export interface KeptSession extends SessionIdentity {
  /** The format of what comes next. */
  readonly epoch: Epoch;
  /** Every sample before it is on the disk. */
  readonly nextSample: number;
  /** The last that was noted. */
  readonly placement: Placement | undefined;
  readonly lastWrittenAtMs: number;
}

/** A session that is recorded. */
export interface RecordableSession extends SessionIdentity {
  /** Its own folder in the journal. */
  readonly folder: string;
  /** Every sample before it is in a recording. */
  readonly recordedSample: number;
  /** Every sample before it is on the disk. */
  readonly nextSample: number;
  /** Whether nothing comes after `nextSample`. */
  readonly isOver: boolean;
  /** Of the samples that come; undefined where none come. */
  readonly sampleRateHz: number | undefined;
  /** How long nothing has been written, in ms. */
  readonly idleMs: number;
}

/** How a new session begins. */
export interface SessionBeginning extends SessionIdentity {
  readonly epoch: Epoch;
  /** The first sample that is wanted. Default the epoch's first. */
  readonly startSample?: number;
  /** Called after every write, whether it succeeded or failed: `nextSample` may have grown, `failure` changed. */
  readonly onChange?: () => void;
}

const DEFAULT_MAX_BYTES = 20 * 1024 ** 3;
const DEFAULT_MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Fills in the defaults. */
export function settingsOf(options: JournalOptions): Required<JournalOptions> {
  return {
    maxBytes: DEFAULT_MAX_BYTES,
    maxAgeMs: DEFAULT_MAX_AGE_MS,
    now: Date.now,
    isRecorded: () => false,
    ...options,
  };
}
