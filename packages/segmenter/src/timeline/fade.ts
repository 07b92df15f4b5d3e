import { BYTES_PER_SAMPLE } from '../grid.ts';

/** Samples over which sound fades at the edges of a silence: 10 ms, short enough to lose nothing, no click. */
export const FADE_SAMPLES = 480;

/** One stereo frame, s16. */
export interface Frame {
  readonly left: number;
  readonly right: number;
}

/**
 * What takes away the clicks where sound breaks off or comes back. The last frame glides to zero, and what follows
 * fades in on top of it, so that even a break shorter than the glide has no step.
 */
export class Fade {
  #lastFrame: Frame = { left: 0, right: 0 };
  /** The frame that glides to zero. */
  #tail: Frame = this.#lastFrame;
  #glidedSamples = FADE_SAMPLES;
  #risenSamples = FADE_SAMPLES;

  /** Sound broke off after what was passed on last; what comes next fades in. */
  break(): void {
    if (this.#risenSamples === 0) return;
    this.#tail = this.#lastFrame;
    this.#glidedSamples = 0;
    this.#risenSamples = 0;
  }

  /** So much silence. */
  silence(samples: number): Buffer {
    this.break();
    return this.#mix(Buffer.alloc(samples * BYTES_PER_SAMPLE));
  }

  /** Sound: the same buffer where there is nothing to fade. */
  sound(pcm: Buffer): Buffer {
    const faded = this.#risenSamples < FADE_SAMPLES ? this.#mix(Buffer.from(pcm)) : pcm;
    this.#risenSamples = Math.min(FADE_SAMPLES, this.#risenSamples + pcm.length / BYTES_PER_SAMPLE);
    this.#lastFrame = lastFrameOf(faded) ?? this.#lastFrame;
    return faded;
  }

  /** Fades in what the buffer holds, and adds the rest of the glide. */
  #mix(pcm: Buffer): Buffer {
    const { left, right } = this.#tail;
    const samples = Math.min(FADE_SAMPLES, pcm.length / BYTES_PER_SAMPLE);
    for (let i = 0; i < samples; i++) {
      const tailGain = fallingGain(this.#glidedSamples + i + 1);
      const gain = 1 - fallingGain(this.#risenSamples + i);
      const offset = i * BYTES_PER_SAMPLE;
      pcm.writeInt16LE(Math.round(pcm.readInt16LE(offset) * gain + left * tailGain), offset);
      pcm.writeInt16LE(Math.round(pcm.readInt16LE(offset + 2) * gain + right * tailGain), offset + 2);
    }
    this.#glidedSamples = Math.min(FADE_SAMPLES, this.#glidedSamples + samples);
    return pcm;
  }
}

function lastFrameOf(pcm: Buffer): Frame | undefined {
  if (pcm.length === 0) return undefined;
  return { left: pcm.readInt16LE(pcm.length - 4), right: pcm.readInt16LE(pcm.length - 2) };
}

/** A raised cosine from 1 at the fade's beginning to 0 at its end; with `1 - fallingGain` it never exceeds 1. */
function fallingGain(samples: number): number {
  return (1 + Math.cos(Math.PI * Math.min(1, samples / FADE_SAMPLES))) / 2;
}
