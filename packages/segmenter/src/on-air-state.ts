import type { Loudness } from './loudness/loudness.ts';

/** What goes on air at a station, as metrics and the dashboard tell it. */
export interface OnAirState {
  readonly loudness: Loudness;
  /** The highest sample of each 100 ms of the last 19.2 s, 0 to 1, the newest last. */
  readonly peaks: readonly number[];
  /** How much more sound the encoder had been given when the last part was ready, in ms; it grows while none comes. */
  readonly encoderLagMs: number;
}
