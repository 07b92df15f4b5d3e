import { FADE_SAMPLES } from '../../packages/segmenter/src/timeline/fade.ts';
import type { TimelineOptions } from '../../packages/segmenter/src/timeline/timeline-options.ts';
import { Timeline } from '../../packages/segmenter/src/timeline/timeline.ts';
import { numberedNoise } from './numbered-noise.ts';

const SAMPLES_PER_MS = 48;
const BYTES_PER_SAMPLE = 4;

/** A timeline on a clock that only moves when told, and what it puts on air. */
export class TimelineRun {
  readonly timeline: Timeline;
  nowMs = 0;
  #onAir: Buffer[] = [];
  #onAirBytes = 0;

  constructor(options: Partial<TimelineOptions> = {}) {
    this.timeline = new Timeline({
      ...options,
      startSample: options.startSample ?? 0,
      holdMs: options.holdMs ?? 192,
      onAir: (pcm) => {
        this.#onAir.push(pcm);
        this.#onAirBytes += pcm.length;
      },
    });
  }

  /** Everything that went on air. */
  get onAir(): Buffer {
    return Buffer.concat(this.#onAir);
  }

  /** How much went on air. */
  get onAirMs(): number {
    return this.#onAirBytes / BYTES_PER_SAMPLE / SAMPLES_PER_MS;
  }

  /** Sends samples of the feed, as numbered noise unless other PCM is given; returns how many went on air. */
  send(block: { atMs: number; samples?: number; pcm?: Buffer; isClocked?: boolean }): number {
    const sample = block.atMs * SAMPLES_PER_MS;
    const pcm = block.pcm ?? numberedNoise(sample, block.samples ?? 20 * SAMPLES_PER_MS);
    return this.timeline.push({ sample, pcm, isClocked: block.isClocked ?? true }, this.nowMs);
  }

  /** A source sends what it captured from one time of the feed to another, each 20 ms when they are over. */
  sendLive(fromMs: number, toMs: number, options: { lateMs?: number; isClocked?: boolean } = {}): void {
    for (let atMs = fromMs; atMs < toMs; atMs += 20) {
      this.wait(Math.max(0, atMs + 20 + (options.lateMs ?? 0) - this.nowMs));
      this.send({ atMs, isClocked: options.isClocked ?? true });
    }
  }

  /** Lets time pass, in the steps in which a station looks for silence that is due. */
  wait(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + 48);
      this.timeline.advance(this.nowMs);
    }
  }
}

/** The greatest step between neighbouring samples of a channel. */
export function greatestStep(pcm: Buffer): number {
  let greatest = 0;
  for (let i = BYTES_PER_SAMPLE; i < pcm.length; i += 2) {
    greatest = Math.max(greatest, Math.abs(pcm.readInt16LE(i) - pcm.readInt16LE(i - BYTES_PER_SAMPLE)));
  }
  return greatest;
}

/** A full-scale sine of 1 kHz, and how far neighbouring samples of it are apart at most. */
export function fullScaleSine(samples: number, fromSample = 0): Buffer {
  const pcm = Buffer.alloc(samples * BYTES_PER_SAMPLE);
  for (let i = 0; i < samples; i++) {
    const value = Math.round(32_767 * Math.cos((2 * Math.PI * (fromSample + i)) / SAMPLES_PER_MS));
    pcm.writeInt16LE(value, i * BYTES_PER_SAMPLE);
    pcm.writeInt16LE(-value, i * BYTES_PER_SAMPLE + 2);
  }
  return pcm;
}

/** Greatest step of {@link fullScaleSine} with a fade over it. */
export const SINE_STEP = (2 * Math.PI * 32_767) / SAMPLES_PER_MS + (Math.PI * 32_767) / FADE_SAMPLES;
