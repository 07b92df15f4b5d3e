/** How loud a station is, by EBU R 128; undefined where there is nothing but silence. */
export interface Loudness {
  /** Of the last 400 ms, in LUFS. */
  readonly momentaryLufs: number | undefined;
  /** Of the last 3 s, in LUFS. */
  readonly shortTermLufs: number | undefined;
  /** Of the broadcast, gated, in LUFS. */
  readonly integratedLufs: number | undefined;
  /** The highest sample of the last 400 ms, in dB below full scale. */
  readonly peakDbfs: number | undefined;
}

/** So that a sine of 997 Hz at full scale in one channel is −3.01 LUFS (ITU-R BS.1770-4). */
const OFFSET_LU = -0.691;

/** The loudness of a power, which is the mean square summed over the channels; undefined for none. */
export function loudnessOf(power: number): number | undefined {
  return power > 0 ? OFFSET_LU + 10 * Math.log10(power) : undefined;
}
