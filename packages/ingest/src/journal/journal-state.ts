/** How the journal does, as metrics and the readiness check tell it. */
export interface JournalState {
  /** Bytes that came and are not on the disk. */
  readonly waitingBytes: number;
  /** Why something cannot be written at present; undefined where everything can. */
  readonly failure: string | undefined;
}
