import { open } from 'node:fs/promises';

const CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;
const BYTES_PER_FRAME = CHANNELS * BYTES_PER_SAMPLE;
const HEADER_BYTES = 44;
const BITS_PER_SAMPLE = 16;
const PCM_TAG = 1;

/** What a wav file holds. */
export interface WavContent {
  readonly seconds: number;
  readonly sampleRateHz: number;
  /** Makes stereo s16le PCM from the number of its first frame and a count of frames. */
  readonly pcm: (firstFrame: number, frames: number) => Buffer;
}

/** Writes a stereo wav file of 16 bits, second by second. */
export async function writeWav(path: string, { seconds, sampleRateHz, pcm }: WavContent): Promise<void> {
  const file = await open(path, 'w');
  await file.write(headerOf(seconds * sampleRateHz * BYTES_PER_FRAME, sampleRateHz));
  for (let second = 0; second < seconds; second++) {
    await file.write(pcm(second * sampleRateHz, sampleRateHz));
  }
  await file.close();
}

function headerOf(dataBytes: number, sampleRateHz: number, channels = CHANNELS): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM_TAG, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * channels * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(channels * BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BITS_PER_SAMPLE, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** A wav file of 16 bits at 48 kHz, by default in stereo, in memory. */
export function wavOf(pcm: Buffer, channels = CHANNELS): Buffer {
  return Buffer.concat([headerOf(pcm.length, 48_000, channels), pcm]);
}

/** The beginning of a wav stream that ends when its connection does. */
export function endlessWavHeader(): Buffer {
  return headerOf(0x7fff_0000, 48_000);
}
