/** A look at the playhead. */
export interface LatencyReading {
  /** Distance of the playhead to the live edge as it moves on between two playlists. */
  readonly latencyMs: number;
  readonly targetMs: number;
  /** Sound left to play without a pause. */
  readonly bufferedMs: number;
  readonly partMs: number;
  /** Whether sound comes out; while it does not, a seek costs nothing. */
  readonly isSounding: boolean;
}

/** What to do about the distance to the live edge. */
export type Correction =
  | { readonly kind: 'rate'; readonly rate: number }
  /** Go to the target at once. */
  | { readonly kind: 'seek' };

/** A change of tempo that nobody hears, in the steps it is made of. */
const RATE_STEP = 0.005;
const MOST_RATE_STEPS = 4;
/** A distance of 100 ms is worked off at 1 %. */
const MS_PER_RATE_STEP = 50;
/** Far behind is beyond this, and beyond a part or two: the edge is known no better. */
const SEEK_WHILE_SOUNDING_MS = 1_500;
const SEEK_WHILE_SILENT_MS = 300;

/**
 * Says how to come nearer to the target: a rate within 2 % of normal; a seek when far behind, or when less far and
 * nothing is heard anyway. Within half a part of the target nothing is done, and a correction that has begun goes
 * on until the target is met, so that the rate does not flutter.
 *
 * @param rate the rate now.
 */
export function correctionOf(reading: LatencyReading, rate: number): Correction {
  const { latencyMs, targetMs, partMs, bufferedMs, isSounding } = reading;
  const behindMs = latencyMs - targetMs;
  const farMs = isSounding
    ? Math.max(SEEK_WHILE_SOUNDING_MS, 2 * partMs)
    : Math.max(SEEK_WHILE_SILENT_MS, partMs);
  if (behindMs > farMs) return { kind: 'seek' };
  const isCorrecting = rate !== 1 && Math.sign(rate - 1) === Math.sign(behindMs);
  const toleranceMs = partMs * (isCorrecting ? 0.1 : 0.5);
  if (Math.abs(behindMs) <= toleranceMs) return { kind: 'rate', rate: 1 };
  // The edge is only guessed at while no playlist comes: hurrying then would run dry.
  if (behindMs > 0 && bufferedMs < partMs) return { kind: 'rate', rate: 1 };
  const steps = Math.min(Math.ceil(Math.abs(behindMs) / MS_PER_RATE_STEP), MOST_RATE_STEPS);
  return { kind: 'rate', rate: 1 + Math.sign(behindMs) * steps * RATE_STEP };
}
