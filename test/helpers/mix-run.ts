import { Mixer } from '../../packages/ingest/browser/mixing/mixer.ts';
import type { CapturedBatch } from '../../packages/ingest/browser/uplink/captured-batch.ts';

/** Sources of a {@link MixRun} are at this rate unless it is said otherwise. */
export const MIX_RATE_HZ = 48_000;
export const BATCH_FRAMES = 480;
export const BATCH_MS = 10;

/** A mixer, what comes out of it, and sources that give a sound by the time it was captured. */
export class MixRun {
  readonly batches: { planes: readonly Float32Array[]; capturedAtMs: number; sampleRateHz: number }[] = [];
  readonly events: string[] = [];
  readonly mixer = new Mixer({
    capture: ({ planes, sampleRateHz }, capturedAtMs) =>
      this.batches.push({ planes, capturedAtMs, sampleRateHz }),
    skip: (durationMs) => this.events.push(`skip ${durationMs}`),
    noteSourceLost: (atMs) => this.events.push(`lost ${atMs.toFixed(1)}`),
  });

  /** The first channel of everything that came out. */
  get sound(): Float32Array {
    return Float32Array.from(this.batches.flatMap(({ planes }) => [...(planes[0] ?? [])]));
  }

  push(id: string, number: number, options: PushOptions = {}): void {
    this.mixer.push(id, batchOf(number, options), number * BATCH_MS);
  }
}

/** How a batch of a source is; by default silent, and there when it is complete. */
interface PushOptions {
  readonly soundAt?: (ms: number) => number;
  readonly rateHz?: number;
  readonly arrivedAtMs?: number;
}

/** A batch of two equal channels, by its number. */
export function batchOf(number: number, options: PushOptions): CapturedBatch {
  const { soundAt = () => 0, rateHz = MIX_RATE_HZ, arrivedAtMs = (number + 1) * BATCH_MS } = options;
  const frames = (BATCH_FRAMES * rateHz) / MIX_RATE_HZ;
  const capturedAtMs = number * BATCH_MS;
  const plane = Float32Array.from({ length: frames }, (_, n) => soundAt(capturedAtMs + (n * 1_000) / rateHz));
  return { planes: [plane, plane], sampleRateHz: rateHz, durationMs: BATCH_MS, capturedAtMs, arrivedAtMs };
}
