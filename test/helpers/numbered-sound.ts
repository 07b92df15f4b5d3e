import { writeWav } from './wav-file.ts';

const BYTES_PER_FRAME = 4;

/**
 * Stereo s16le in which every frame says its own number from 1 (left: the lower 16 bits, right: the upper), so that
 * a lost, doubled, shifted or altered one is seen.
 */
function numberedFrames(first: number, frames: number): Buffer {
  const pcm = Buffer.alloc(frames * BYTES_PER_FRAME);
  for (let index = 0; index < frames; index++) pcm.writeUInt32LE(first + index, index * BYTES_PER_FRAME);
  return pcm;
}

/** Writes numbered sound as a wav file. */
export function writeNumberedWav(
  path: string,
  { seconds, sampleRateHz }: { seconds: number; sampleRateHz: number },
): Promise<void> {
  return writeWav(path, {
    seconds,
    sampleRateHz,
    pcm: (frame, frames) => numberedFrames(1 + frame, frames),
  });
}

/** The number of a frame of numbered sound. */
export function numberAt(pcm: Buffer, frame: number): number {
  return pcm.readUInt32LE(frame * BYTES_PER_FRAME);
}

/**
 * The first place where sound is not numbered one by one, or undefined. Zeros before the first number are the
 * device's way of starting; with `allowsSilence` they may also stand between two numbers, as browsers' audio graphs
 * put them there when a buffer is late.
 */
export function findNumberingFault(
  pcm: Buffer,
  { allowsSilence = false }: { allowsSilence?: boolean } = {},
): string | undefined {
  let expected = 0;
  for (let offset = 0; offset < pcm.length; offset += BYTES_PER_FRAME) {
    const number = pcm.readUInt32LE(offset);
    if (number === 0 && (allowsSilence || expected === 0)) continue;
    if (expected !== 0 && number !== expected) {
      return `frame ${offset / BYTES_PER_FRAME} is number ${number}, expected ${expected}`;
    }
    expected = number + 1;
  }
  return expected === 0 ? 'no numbered frame' : undefined;
}
