import { bytesPerFrameOf, type PcmEncoding, type PcmFormat } from '../wire/pcm-format.ts';

/** WAVE_FORMAT_PCM and WAVE_FORMAT_IEEE_FLOAT. */
const FORMAT_TAGS: Record<PcmEncoding, number> = { s16le: 1, s24le: 1, s32le: 1, f32le: 3 };
const FORMAT_CHUNK_BYTES = 16;
/** RIFF size, data size and sample count of 64 bits each, and an empty table. */
const DS64_CHUNK_BYTES = 28;
const CHUNK_HEAD_BYTES = 8;
const UNKNOWN_SIZE = 0xffff_ffff;

/** Bytes before the samples, in every file that {@link wavHeaderOf} begins. */
export const WAV_HEADER_BYTES = 12 + 3 * CHUNK_HEAD_BYTES + DS64_CHUNK_BYTES + FORMAT_CHUNK_BYTES;

/**
 * The header of a WAV file. Where 32 bits do not hold its length, it is an RF64 file (EBU Tech 3306); a JUNK chunk
 * keeps the place of its `ds64` in all others, as section 3 there asks.
 */
export function wavHeaderOf(format: PcmFormat, dataBytes: number): Buffer {
  const frameBytes = bytesPerFrameOf(format);
  // A chunk of odd length is followed by a byte that its length does not count.
  const riffBytes = WAV_HEADER_BYTES - CHUNK_HEAD_BYTES + dataBytes + (dataBytes % 2);
  const isLarge = riffBytes >= UNKNOWN_SIZE;
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  let offset = header.write(isLarge ? 'RF64' : 'RIFF', 0, 'latin1');
  offset = header.writeUInt32LE(isLarge ? UNKNOWN_SIZE : riffBytes, offset);
  offset += header.write('WAVE', offset, 'latin1');
  offset += header.write(isLarge ? 'ds64' : 'JUNK', offset, 'latin1');
  offset = header.writeUInt32LE(DS64_CHUNK_BYTES, offset);
  if (isLarge) writeLongSizes(header.subarray(offset), [riffBytes, dataBytes, dataBytes / frameBytes]);
  offset = writeFormat(header, offset + DS64_CHUNK_BYTES, format);
  offset += header.write('data', offset, 'latin1');
  header.writeUInt32LE(isLarge ? UNKNOWN_SIZE : dataBytes, offset);
  return header;
}

function writeLongSizes(chunk: Buffer, sizes: readonly number[]): void {
  sizes.forEach((size, index) => chunk.writeBigUInt64LE(BigInt(size), index * 8));
}

function writeFormat(header: Buffer, start: number, format: PcmFormat): number {
  const { encoding, sampleRateHz, channels } = format;
  const frameBytes = bytesPerFrameOf(format);
  let offset = start + header.write('fmt ', start, 'latin1');
  offset = header.writeUInt32LE(FORMAT_CHUNK_BYTES, offset);
  offset = header.writeUInt16LE(FORMAT_TAGS[encoding], offset);
  offset = header.writeUInt16LE(channels, offset);
  offset = header.writeUInt32LE(sampleRateHz, offset);
  offset = header.writeUInt32LE(sampleRateHz * frameBytes, offset);
  offset = header.writeUInt16LE(frameBytes, offset);
  return header.writeUInt16LE((frameBytes / channels) * 8, offset);
}
