import type { SpillLog } from './sender-spill-log.ts';
import type { SpillContents } from './sender-spill-reader.ts';

/** A broadcast's file of sound that waits, and the right to use it, which nobody else has then. */
export interface KeptFile {
  readonly log: SpillLog;
  /** What it held when it was opened. */
  readonly contents: SpillContents | undefined;
  /** Leaves the file for later. */
  close(): void;
  /** Deletes it. */
  remove(): Promise<void>;
}
