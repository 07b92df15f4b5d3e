import { setTimeout as after } from 'node:timers/promises';
import type { SoundRecording } from './sound-recording.ts';

const BLOCK_SAMPLES = 480;
/** Of full scale. */
const LOUD_LEVEL = 0.01;
const LOOK_EVERY_MS = 50;

/** Resolves when there is sound in a recording from a sample on, with the time at which it was there (Unix ms). */
export async function soundReturned(
  recording: SoundRecording,
  { fromSample, withinMs }: { fromSample: number; withinMs: number },
): Promise<number> {
  let sample = fromSample;
  for (const giveUpAtMs = performance.now() + withinMs; performance.now() < giveUpAtMs; ) {
    const sound = recording.soundFrom(sample);
    const loud = loudSampleOf(sound);
    if (loud !== undefined) return recording.timeMsOf(sample + loud);
    sample += sound.length - (sound.length % BLOCK_SAMPLES);
    await after(LOOK_EVERY_MS);
  }
  throw new Error(`there was no sound within ${withinMs} ms`);
}

/** Where the first loud block begins. */
function loudSampleOf(sound: Float32Array): number | undefined {
  for (let start = 0; start + BLOCK_SAMPLES <= sound.length; start += BLOCK_SAMPLES) {
    const block = sound.subarray(start, start + BLOCK_SAMPLES);
    const power = block.reduce((sum, value) => sum + value * value, 0) / BLOCK_SAMPLES;
    if (Math.sqrt(power) > LOUD_LEVEL) return start;
  }
  return undefined;
}
