/** Frames a worklet gathers before it sends them: 8 quanta, 21 ms at 48 kHz. */
export const WORKLET_BATCH_FRAMES = 1_024;

/** What the worklet sends: planes of {@link WORKLET_BATCH_FRAMES}, which the receiver sends back to be used again. */
export interface WorkletBatch {
  /** How much of the planes is filled. */
  frames: number;
  readonly planes: Float32Array<ArrayBuffer>[];
}
