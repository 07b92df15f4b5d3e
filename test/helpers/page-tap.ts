/// <reference types="dom-mediacapture-transform" />
import type { Page } from 'playwright-core';
import { SoundRecording } from './sound-recording.ts';

/** What pages hand over: samples as base64 of their 32-bit floats. */
interface TappedChunk {
  readonly base64: string;
  readonly sampleRateHz: number;
  readonly endedAtMs: number;
}

/** A page with a place to hand sound over to. */
type TappedWindow = typeof globalThis & {
  takeSound(chunk: TappedChunk): void;
  handOverSound(sound: Float32Array, sampleRateHz: number, endedAtMs: number): void;
};

const CHUNK_FRAMES = 4_096;
/** A microphone whose time stamps jump by more has left something out. */
const LAPSE_MS = 3;
/** A busy page notes late what it plays. */
const SMOOTHED_OVER_MS = 2_000;
const WORKLET = `
registerProcessor('tap', class extends AudioWorkletProcessor {
  #sound = new Float32Array(${CHUNK_FRAMES});
  #filled = 0;
  process([[channel]]) {
    if (channel) this.#sound.set(channel, this.#filled);
    this.#filled += 128;
    if (this.#filled === this.#sound.length) {
      this.port.postMessage({ sound: this.#sound, endFrame: currentFrame + 128 });
      this.#sound = new Float32Array(${CHUNK_FRAMES});
      this.#filled = 0;
    }
    return true;
  }
});`;

/** tsx names functions by a helper that pages do not have. */
const NAME_SHIM = 'globalThis.__name ??= (value) => value';

/**
 * Records what the microphone gives to the capture page. Call before the page is opened: it listens in on the track
 * that the page gets.
 */
export async function tapMicrophone(page: Page): Promise<SoundRecording> {
  const recording = await openRecording(page, 0);
  await page.addInitScript(
    ({ chunkFrames, lapseMs }) => {
      const devices = navigator.mediaDevices;
      const getUserMedia = devices.getUserMedia.bind(devices);
      let tapped: MediaStreamTrack | undefined;
      const open = (track: MediaStreamAudioTrack): void => {
        // A page may open the microphone for its level meter, and again to go on air.
        tapped?.stop();
        tapped = track;
        let sound = new Float32Array(0);
        let endedAtMs = 0;
        const handOver = (sampleRateHz: number): void => {
          if (sound.length === 0) return;
          (globalThis as TappedWindow).handOverSound(sound, sampleRateHz, endedAtMs);
          sound = new Float32Array(0);
        };
        const write = (data: AudioData): void => {
          // The fake microphone hands 10 ms over at once, at the time of their stamp on the page's clock.
          const atMs = performance.timeOrigin + data.timestamp / 1_000;
          const dueAtMs = endedAtMs + (data.numberOfFrames / data.sampleRate) * 1_000;
          if (Math.abs(atMs - dueAtMs) > lapseMs) handOver(data.sampleRate);
          endedAtMs = atMs;
          const before = sound;
          sound = new Float32Array(before.length + data.numberOfFrames);
          sound.set(before);
          data.copyTo(sound.subarray(before.length), { planeIndex: 0, format: 'f32-planar' });
          if (sound.length >= chunkFrames) handOver(data.sampleRate);
          data.close();
        };
        const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 500 });
        readable.pipeTo(new WritableStream({ write })).catch(() => {});
      };
      devices.getUserMedia = async (constraints) => {
        const stream = await getUserMedia(constraints);
        open(stream.getAudioTracks()[0]?.clone() as MediaStreamAudioTrack);
        return stream;
      };
    },
    { chunkFrames: CHUNK_FRAMES, lapseMs: LAPSE_MS },
  );
  return recording;
}

/**
 * Records what the listener page plays, as it leaves for the loudspeaker. Call once the page is open, in a context
 * with `bypassCSP`: the page's own policy lets no foreign script in.
 */
export async function tapPlayer(page: Page): Promise<SoundRecording> {
  const recording = await openRecording(page, SMOOTHED_OVER_MS);
  await page.evaluate(async (worklet) => {
    await customElements.whenDefined('ringcast-player');
    const player = document.querySelector('ringcast-player') as HTMLElement & { audio: HTMLAudioElement };
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.audioWorklet.addModule(
      URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })),
    );
    const tap = new AudioWorkletNode(context, 'tap');
    tap.port.onmessage = ({ data }: MessageEvent<{ sound: Float32Array; endFrame: number }>) => {
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
      const leftAtMs = performanceTime + (data.endFrame / context.sampleRate - contextTime) * 1_000;
      const endedAtMs = performance.timeOrigin + leftAtMs;
      (globalThis as TappedWindow).handOverSound(data.sound, context.sampleRate, endedAtMs);
    };
    const source = context.createMediaElementSource(player.audio);
    source.connect(context.destination);
    source.connect(tap);
  }, WORKLET);
  return recording;
}

async function openRecording(page: Page, neighbourhoodMs: number): Promise<SoundRecording> {
  const recording = new SoundRecording({ neighbourhoodMs });
  await page.exposeFunction('takeSound', ({ base64, sampleRateHz, endedAtMs }: TappedChunk) => {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    recording.add({ sound: new Float32Array(bytes.buffer), sampleRateHz, endedAtMs });
  });
  const prepare = (): void => {
    const scope = globalThis as TappedWindow;
    scope.handOverSound = (sound, sampleRateHz, endedAtMs) => {
      const characters = Array.from(new Uint8Array(sound.buffer), (byte) => String.fromCharCode(byte));
      scope.takeSound({ base64: btoa(characters.join('')), sampleRateHz, endedAtMs });
    };
  };
  await page.addInitScript(NAME_SHIM);
  await page.addInitScript(prepare);
  await page.evaluate(NAME_SHIM);
  await page.evaluate(prepare);
  return recording;
}
