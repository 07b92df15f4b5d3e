import type { CaptureSource } from '../worker-message.ts';

/** A track on its way to the worker. */
export interface RunningSource {
  readonly source: CaptureSource;
  readonly transfer: Transferable[];
  /** Frees what the page holds for it; the track is the caller's. */
  close(): void;
}

/** What is in the worklet, by a hash (`setup/bundle.mjs`). */
declare const WORKLET_VERSION: string;

/** Buffers of 10 ms: 5 s in which the worker may be busy. */
const MAX_BUFFER_FRAMES = 500;
const WORKLET_NAME = 'ringcast-capture';
const DEFAULT_CHANNELS = 2;

/**
 * Leads a track's sound to the worker without the main thread: by MediaStreamTrackProcessor where the browser has
 * it for sound, else by an AudioWorklet.
 */
export async function startSource(track: MediaStreamTrack): Promise<RunningSource> {
  return startProcessor(track) ?? (await startWorklet(track));
}

function startProcessor(track: MediaStreamTrack): RunningSource | undefined {
  if (!('MediaStreamTrackProcessor' in globalThis)) return undefined;
  try {
    const { readable } = new MediaStreamTrackProcessor({
      track: track as MediaStreamAudioTrack,
      maxBufferSize: MAX_BUFFER_FRAMES,
    });
    const source = { kind: 'stream', readable, timeOriginMs: performance.timeOrigin } as const;
    return { source, transfer: [readable], close: () => undefined };
  } catch {
    // A browser that has it for video only.
    return undefined;
  }
}

async function startWorklet(track: MediaStreamTrack): Promise<RunningSource> {
  const context = openContext(track.getSettings().sampleRate);
  const close = (): void => {
    context.close().catch(() => undefined);
  };
  try {
    return { ...(await leadThrough(context, track)), close };
  } catch (error) {
    // While the server is away the worklet cannot be fetched, and is tried again; browsers give few contexts.
    close();
    throw error;
  }
}

async function leadThrough(
  context: AudioContext,
  track: MediaStreamTrack,
): Promise<Pick<RunningSource, 'source' | 'transfer'>> {
  const settings = track.getSettings();
  await context.audioWorklet.addModule(
    new URL(`./capture-worklet.js?v=${WORKLET_VERSION}`, import.meta.url).href,
  );
  const channels = settings.channelCount ?? DEFAULT_CHANNELS;
  const { port1, port2 } = new MessageChannel();
  const node = new AudioWorkletNode(context, WORKLET_NAME, {
    numberOfOutputs: 0,
    channelCount: channels,
    channelCountMode: 'explicit',
    processorOptions: { channels },
  });
  node.port.postMessage(port1, [port1]);
  context.createMediaStreamSource(new MediaStream([track])).connect(node);
  // It resolves only when the browser lets it sound, which may need a touch of the page.
  context.resume().catch(() => undefined);
  const latencyMs = latencyMsOf(settings);
  const source = { kind: 'port', port: port2, sampleRateHz: context.sampleRate, latencyMs } as const;
  return { source, transfer: [port2] };
}

/** At the microphone's own rate where the browser can, so that nothing is resampled twice. */
function openContext(sampleRate: number | undefined): AudioContext {
  try {
    return new AudioContext(sampleRate === undefined ? {} : { sampleRate });
  } catch {
    return new AudioContext();
  }
}

/** `latency` (in seconds) is in the specification and in browsers, but not in TypeScript's types. */
function latencyMsOf(settings: MediaTrackSettings & { latency?: number }): number {
  return (settings.latency ?? 0) * 1_000;
}
