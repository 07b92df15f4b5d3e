import { open } from 'node:fs/promises';

const CHANNELS = 2;
const BYTES_PER_FRAME = 4;
const WAV_HEADER_BYTES = 44;
const BITS_PER_SAMPLE = 16;
const PCM_TAG = 1;

/**
 * Stereo s16le in which every frame says its own number from 1 (left: the lower 16 bits, right: the upper), so that
 * a lost, doubled, shifted or altered one is seen.
 */
export function numberedFrames(first: number, frames: number): Buffer {
  const pcm = Buffer.alloc(frames * BYTES_PER_FRAME);
  for (let index = 0; index < frames; index++) pcm.writeUInt32LE(first + index, index * BYTES_PER_FRAME);
  return pcm;
}

/** Writes numbered sound as a wav file. */
export async function writeNumberedWav(
  path: string,
  { seconds, sampleRateHz }: { seconds: number; sampleRateHz: number },
): Promise<void> {
  const frames = seconds * sampleRateHz;
  const file = await open(path, 'w');
  await file.write(wavHeaderOf(frames * BYTES_PER_FRAME, sampleRateHz));
  for (let second = 0; second < seconds; second++) {
    await file.write(numberedFrames(1 + second * sampleRateHz, sampleRateHz));
  }
  await file.close();
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

function wavHeaderOf(dataBytes: number, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM_TAG, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * BYTES_PER_FRAME, 28);
  header.writeUInt16LE(BYTES_PER_FRAME, 32);
  header.writeUInt16LE(BITS_PER_SAMPLE, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
