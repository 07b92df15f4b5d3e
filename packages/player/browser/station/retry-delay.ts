const FIRST_MS = 500;
const GROWTH = 1.6;
const LONGEST_MS = 5_000;

/**
 * How long to wait before the next try, in ms: growing from half a second to five seconds, give or take a quarter,
 * so that listeners who lost a server together do not come back together.
 *
 * @param attempt tries that failed so far, from 0.
 * @param random a number in [0, 1).
 */
export function retryDelayMs(attempt: number, random: number): number {
  return spread(Math.min(FIRST_MS * GROWTH ** attempt, LONGEST_MS), random);
}

/** A span give or take a quarter. */
export function spread(spanMs: number, random: number): number {
  return spanMs * (0.75 + random / 2);
}
