import { BYTES_PER_SAMPLE } from '../grid.ts';

/** Samples over which sound fades at the edges of a silence: 10 ms, short enough to lose nothing, no click. */
export const FADE_SAMPLES = 480;

/** Silence that begins where the last frame left off and glides to zero, so that a sudden lack does not click. */
export function silenceAfter(lastFrame: Frame, samples: number): Buffer {
  const pcm = Buffer.alloc(samples * BYTES_PER_SAMPLE);
  const fadeSamples = Math.min(samples, FADE_SAMPLES);
  for (let i = 0; i < fadeSamples; i++) {
    const gain = fallingGain((i + 1) / fadeSamples);
    pcm.writeInt16LE(Math.round(lastFrame.left * gain), i * BYTES_PER_SAMPLE);
    pcm.writeInt16LE(Math.round(lastFrame.right * gain), i * BYTES_PER_SAMPLE + 2);
  }
  return pcm;
}

/** The same PCM with its beginning faded in, from `fadedSamples` of the fade already done. */
export function fadeIn(pcm: Buffer, fadedSamples: number): Buffer {
  const faded = Buffer.from(pcm);
  const samples = Math.min(pcm.length / BYTES_PER_SAMPLE, FADE_SAMPLES - fadedSamples);
  for (let i = 0; i < samples; i++) {
    const gain = 1 - fallingGain((fadedSamples + i) / FADE_SAMPLES);
    for (const offset of [i * BYTES_PER_SAMPLE, i * BYTES_PER_SAMPLE + 2]) {
      faded.writeInt16LE(Math.round(pcm.readInt16LE(offset) * gain), offset);
    }
  }
  return faded;
}

/** One stereo frame, s16. */
export interface Frame {
  readonly left: number;
  readonly right: number;
}

/** The last frame of some PCM. */
export function lastFrameOf(pcm: Buffer): Frame {
  return { left: pcm.readInt16LE(pcm.length - 4), right: pcm.readInt16LE(pcm.length - 2) };
}

/** A raised cosine from 1 at 0 to 0 at 1. */
function fallingGain(progress: number): number {
  return (1 + Math.cos(Math.PI * progress)) / 2;
}
