import { open } from 'node:fs/promises';
import { markedPcm } from './marked-sound.ts';

const SAMPLE_RATE_HZ = 48_000;
const BYTES_PER_FRAME = 4;
const HEADER_BYTES = 44;

/** Writes marked sound as a stereo wav file, for players of files and fake microphones. */
export async function writeMarkedWav(path: string, seconds: number): Promise<void> {
  const file = await open(path, 'w');
  await file.write(headerOf(seconds * SAMPLE_RATE_HZ * BYTES_PER_FRAME));
  for (let second = 0; second < seconds; second += 1) {
    await file.write(markedPcm(second * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ));
  }
  await file.close();
}

function headerOf(dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * BYTES_PER_FRAME, 28);
  header.writeUInt16LE(BYTES_PER_FRAME, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
