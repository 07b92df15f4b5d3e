import { markedPcm } from './marked-sound.ts';
import { writeWav } from './wav-file.ts';

/** Writes marked sound as a stereo wav file, for fake microphones. */
export function writeMarkedWav(path: string, seconds: number): Promise<void> {
  return writeWav(path, { seconds, sampleRateHz: 48_000, pcm: markedPcm });
}
