/**
 * How far behind real time silence stays, as a share of the hold: the other half goes on at once when the hold is over,
 * which completes the part that is open, and sound that returns a little late is still in time.
 */
const SILENCE_BEHIND = 1 / 2;
/** The hold is over by at least 5 ms, a timer's precision. */
const SILENCE_STEP_SAMPLES = 240;

/**
 * How much silence goes on air now, in samples; 0 while the hold lasts. Listeners have waited for the hold; a part that
 * is whole when it is over is what they need.
 *
 * @param behindSamples how far what is on air is behind real time.
 */
export function silenceDue(behindSamples: number, holdSamples: number): number {
  if (Math.floor(behindSamples - holdSamples) < SILENCE_STEP_SAMPLES) return 0;
  return Math.floor(behindSamples - holdSamples * SILENCE_BEHIND);
}
