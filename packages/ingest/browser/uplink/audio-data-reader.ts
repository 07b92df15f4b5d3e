import { type CapturedBatch, type CaptureReader, steadyNowMs } from './captured-batch.ts';

/** A time stamp further in the past than this is on an unknown clock. */
const PLAUSIBLE_DELAY_MS = 10_000;

/** What {@link readAudioData} is told. */
export interface AudioDataOptions {
  readonly readable: ReadableStream<AudioData>;
  /** `performance.timeOrigin` of the page that made the stream. */
  readonly timeOriginMs: number;
  readonly onBatch: (batch: CapturedBatch) => void;
  /** The track has ended. */
  readonly onEnd: () => void;
}

/** Reads the sound of a MediaStreamTrackProcessor. */
export function readAudioData(options: AudioDataOptions): CaptureReader {
  const { readable, onBatch, onEnd } = options;
  const reader = readable.getReader();
  const stamp = stampOf([performance.timeOrigin, options.timeOriginMs]);
  let isClosed = false;
  const readOn = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || isClosed) {
        value?.close();
        return;
      }
      onBatch(batchOf(value, stamp(value)));
    }
  };
  readOn()
    .catch(() => undefined)
    .finally(() => {
      if (!isClosed) onEnd();
    });
  return {
    close: () => {
      isClosed = true;
      reader.cancel().catch(() => undefined);
    },
  };
}

function batchOf(data: AudioData, capturedAtMs: number): CapturedBatch {
  const arrivedAtMs = steadyNowMs();
  const { numberOfFrames, numberOfChannels, sampleRate: sampleRateHz } = data;
  const planes = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(numberOfFrames);
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
  data.close();
  const durationMs = (numberOfFrames * 1_000) / sampleRateHz;
  return { planes, sampleRateHz, capturedAtMs, arrivedAtMs, durationMs };
}

/**
 * Makes the function that tells when a piece of audio was captured. The origin of the time stamps is not specified.
 * Chromium counts from the time origin of the page until the stream has arrived in the worker, and from the worker's
 * afterwards; so the one of `originsMs` that makes a piece the youngest, yet not of the future, is the right one.
 * Elsewhere the first arrival stands for the origin. Some devices stamp a piece with its end: one that arrives
 * sooner after its stamp than it lasts cannot have begun then.
 */
function stampOf(originsMs: readonly number[]): (data: AudioData) => number {
  let arrivalOriginMs: number | undefined;
  let shiftMs = 0;
  return (data) => {
    const nowMs = steadyNowMs();
    const timestampMs = data.timestamp / 1_000;
    const durationMs = (data.numberOfFrames * 1_000) / data.sampleRate;
    const delays = originsMs
      .map((originMs) => nowMs - originMs - timestampMs)
      .filter((delayMs) => delayMs > -durationMs && delayMs < PLAUSIBLE_DELAY_MS);
    if (delays.length > 0) {
      const delayMs = Math.min(...delays);
      shiftMs = Math.max(shiftMs, durationMs - delayMs);
      return nowMs - delayMs - shiftMs;
    }
    arrivalOriginMs ??= nowMs - durationMs - timestampMs;
    return arrivalOriginMs + timestampMs;
  };
}
