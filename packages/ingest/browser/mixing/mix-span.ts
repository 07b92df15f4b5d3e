/** A piece of the mix that is wanted of every source. */
export interface MixSpan {
  /** When its first sample was captured, on the steady clock. */
  readonly fromMs: number;
  readonly frames: number;
  readonly sampleRateHz: number;
}

/** Silence of a longer absence, as of a machine that slept, is not made of samples. */
export const MOST_SILENCE_MS = 2_000;

/** How long a span lasts. */
export function durationMsOf({ frames, sampleRateHz }: Omit<MixSpan, 'fromMs'>): number {
  return (frames * 1_000) / sampleRateHz;
}

/** Silence, one plane a channel. */
export function silentPlanes(channels: number, frames: number): Float32Array[] {
  return Array.from({ length: channels }, () => new Float32Array(frames));
}
