import type { WorkletBatch } from '../worklet-batch.ts';
import { type CapturedBatch, type CaptureReader, steadyNowMs } from './captured-batch.ts';

/** What {@link readWorklet} is told. */
export interface WorkletOptions {
  readonly port: MessagePort;
  readonly sampleRateHz: number;
  /** Between the microphone and the worklet, as far as the browser says. */
  readonly latencyMs: number;
  readonly onBatch: (batch: CapturedBatch) => void;
}

/** Reads the sound that the capture worklet sends. Worklets have no clock, so the arrival is the time stamp. */
export function readWorklet({ port, sampleRateHz, latencyMs, onBatch }: WorkletOptions): CaptureReader {
  port.onmessage = ({ data }: MessageEvent<WorkletBatch>) => {
    const { planes, frames } = data;
    const durationMs = (frames * 1_000) / sampleRateHz;
    const arrivedAtMs = steadyNowMs();
    const capturedAtMs = arrivedAtMs - durationMs - latencyMs;
    const copies = planes.map((plane) => plane.slice(0, frames));
    const memory = planes.map((plane) => plane.buffer);
    port.postMessage(data, memory);
    onBatch({ planes: copies, sampleRateHz, durationMs, capturedAtMs, arrivedAtMs });
  };
  return { close: () => port.close() };
}
