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
  /** Whether the sound has only just begun, or come back: nobody minds what is left out then. */
  readonly isSettling: boolean;
  /** Whether the playhead may be moved; while it may not, the rate does what it can. */
  readonly maySeek: boolean;
}

/** What to do about the distance to the live edge. */
export type Correction =
  | { readonly kind: 'rate'; readonly rate: number }
  /** Go to the target at once. */
  | { readonly kind: 'seek' };

/** A change of speed, and of pitch by a sixth of a semitone, that nobody minds for the seconds it takes. */
const MOST_CHANGE = 0.01;
/** The last 100 ms are worked off ever more slowly. */
const CHANGE_PER_MS = 0.01 / 100;
/** The speed slides from one to the other by at most this much a call. */
const SLIDE = 0.001;
/** Far behind is beyond this, and beyond a part or two: the edge is known no better. */
const SEEK_WHILE_SOUNDING_MS = 1_500;
const SEEK_WHILE_SILENT_MS = 300;

/**
 * Says how to come nearer to the target: by the rate, within 1 % of normal; by a seek when far behind, or when less
 * far and nothing is heard anyway. Within half a part of the target nothing is begun, and a correction that has
 * begun goes on until the target is met.
 *
 * @param rate the rate now.
 */
export function correctionOf(reading: LatencyReading, rate: number): Correction {
  const { latencyMs, targetMs, maySeek } = reading;
  const behindMs = latencyMs - targetMs;
  if (maySeek && behindMs > farMs(reading)) return { kind: 'seek' };
  const wanted = 1 + wantedChange(reading, rate);
  const step = Math.min(Math.max(wanted - rate, -SLIDE), SLIDE);
  return { kind: 'rate', rate: Math.round((rate + step) * 10_000) / 10_000 };
}

function farMs({ latencyMs, targetMs, partMs, bufferedMs, isSounding, isSettling }: LatencyReading): number {
  const isLoaded = bufferedMs - (latencyMs - targetMs) > partMs;
  if (!isSounding || (isSettling && isLoaded)) return Math.max(SEEK_WHILE_SILENT_MS, partMs);
  return Math.max(SEEK_WHILE_SOUNDING_MS, 2 * partMs);
}

function wantedChange({ latencyMs, targetMs, partMs, bufferedMs }: LatencyReading, rate: number): number {
  const behindMs = latencyMs - targetMs;
  const isCorrecting = rate !== 1 && Math.sign(rate - 1) === Math.sign(behindMs);
  if (Math.abs(behindMs) <= partMs * (isCorrecting ? 0.1 : 0.5)) return 0;
  // The edge is only guessed at while no playlist comes: hurrying then would run dry.
  if (behindMs > 0 && bufferedMs < partMs) return 0;
  return Math.min(Math.max(behindMs * CHANGE_PER_MS, -MOST_CHANGE), MOST_CHANGE);
}
