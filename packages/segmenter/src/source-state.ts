/** The source of a station as the state API, metrics and logs tell it. */
export interface SourceState {
  /** `browser`, `http push`. */
  readonly kind: string;
  /** Whether it is there; otherwise it is lost and may come back. */
  readonly isAttached: boolean;
  /**
   * How much faster its clock is than the server's, in parts per million; undefined until that is known within some
   * 20 ppm, and for a source without a clock.
   */
  readonly driftPpm: number | undefined;
  /** Silence that stood in for what had not come, in ms. */
  readonly silentMs: number;
  /** Samples that came too late to go on air. */
  readonly lateSamples: number;
  /** Samples that it said were never captured, or not for the air. */
  readonly skippedSamples: number;
  /** Samples that wait to go on air, because the station is kept behind its source, in ms. */
  readonly waitingMs: number;
}
