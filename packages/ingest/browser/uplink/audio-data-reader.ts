import { type CapturedBatch, type CaptureReader, steadyNowMs } from './captured-batch.ts';

/** The furthest that a time stamp on the page's clock may lie behind the present. */
const PLAUSIBLE_DELAY_MS = 10_000;

/** What a {@link readAudioData} is told. */
export interface AudioDataOptions {
  readonly readable: ReadableStream<AudioData>;
  /** `performance.timeOrigin` of the page that made the stream; Chromium's time stamps count from there. */
  readonly timeOriginMs: number;
  readonly onBatch: (batch: CapturedBatch) => void;
  /** The track has ended. */
  readonly onEnd: () => void;
}

/** Reads the sound of a MediaStreamTrackProcessor. */
export function readAudioData(options: AudioDataOptions): CaptureReader {
  const { readable, onBatch, onEnd } = options;
  const reader = readable.getReader();
  const stamp = stampOf(options.timeOriginMs);
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
  const { numberOfFrames, numberOfChannels, sampleRate: sampleRateHz } = data;
  const planes = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(numberOfFrames);
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
  data.close();
  return { planes, sampleRateHz, capturedAtMs, durationMs: (numberOfFrames * 1_000) / sampleRateHz };
}

/**
 * Makes the function that tells when a piece of audio was captured. The origin of the time stamps is not specified;
 * where it is not the page's, the first arrival stands for it.
 */
function stampOf(timeOriginMs: number): (data: AudioData) => number {
  let originMs: number | undefined;
  return (data) => {
    const timestampMs = data.timestamp / 1_000;
    originMs ??= originFor(timestampMs, timeOriginMs, (data.numberOfFrames * 1_000) / data.sampleRate);
    return originMs + timestampMs;
  };
}

function originFor(timestampMs: number, timeOriginMs: number, durationMs: number): number {
  const nowMs = steadyNowMs();
  const delayMs = nowMs - (timeOriginMs + timestampMs);
  const isPlausible = delayMs > -durationMs && delayMs < PLAUSIBLE_DELAY_MS;
  return isPlausible ? timeOriginMs : nowMs - durationMs - timestampMs;
}
