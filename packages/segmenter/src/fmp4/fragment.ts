import { SegmenterError } from '../segmenter-error.ts';

const BOX_HEADER_BYTES = 8;
const TFHD_BASE_DATA_OFFSET = 0x1;
const TFHD_SAMPLE_DESCRIPTION = 0x2;
const TFHD_DEFAULT_DURATION = 0x8;
const TRUN_DATA_OFFSET = 0x1;
const TRUN_FIRST_FLAGS = 0x4;
const TRUN_DURATION = 0x100;
const TRUN_OPTIONAL_FIELDS = [TRUN_DURATION, 0x200, 0x400, 0x800];

/** Where a fragment goes on the timeline. */
export interface FragmentTime {
  /** tfdt: the media time of the first sample, in the track's time scale. */
  readonly baseMediaDecodeTime: number;
  /** mfhd: counts up from fragment to fragment; wraps at 2^32. */
  readonly sequenceNumber: number;
}

/**
 * Writes a fragment's place on the timeline into its boxes, in place (ISO/IEC 14496-12, 8.8.5 and 8.8.12).
 *
 * @param fragment moof + mdat with a 64-bit tfdt, as ffmpeg writes it.
 * @throws SegmenterError `bad-fragment` where a box is missing or of another version.
 */
export function retimeFragment(
  fragment: Buffer,
  { baseMediaDecodeTime, sequenceNumber }: FragmentTime,
): void {
  const mfhd = boxOf(fragment, ['moof', 'mfhd']);
  const tfdt = boxOf(fragment, ['moof', 'traf', 'tfdt']);
  if (tfdt.readUInt8(BOX_HEADER_BYTES) !== 1)
    throw badFragment('tfdt of version 1 (64 bits)', 'another version');
  mfhd.writeUInt32BE(sequenceNumber % 2 ** 32, BOX_HEADER_BYTES + 4);
  tfdt.writeBigUInt64BE(BigInt(baseMediaDecodeTime), BOX_HEADER_BYTES + 4);
}

/** The media time of a fragment's first sample, in the track's time scale. */
export function baseMediaDecodeTimeOf(fragment: Buffer): number {
  return Number(boxOf(fragment, ['moof', 'traf', 'tfdt']).readBigUInt64BE(BOX_HEADER_BYTES + 4));
}

/**
 * A fragment's duration in the track's time scale (PCM samples, for ours): the sum over its track run.
 *
 * @throws SegmenterError `bad-fragment` where a box is missing or cut off.
 */
export function durationOf(fragment: Buffer): number {
  const trun = boxOf(fragment, ['moof', 'traf', 'trun']);
  const flags = trun.readUInt32BE(BOX_HEADER_BYTES) & 0xffffff;
  const count = trun.readUInt32BE(BOX_HEADER_BYTES + 4);
  if ((flags & TRUN_DURATION) === 0) return count * defaultDurationOf(fragment);
  const entryBytes = 4 * TRUN_OPTIONAL_FIELDS.filter((field) => (flags & field) !== 0).length;
  const head = [TRUN_DATA_OFFSET, TRUN_FIRST_FLAGS].filter((field) => (flags & field) !== 0).length;
  const entries = BOX_HEADER_BYTES + 8 + 4 * head;
  if (entries + count * entryBytes > trun.length) {
    throw badFragment(`a trun with room for ${count} samples`, `one of ${trun.length} bytes`);
  }
  let duration = 0;
  for (let i = 0; i < count; i++) duration += trun.readUInt32BE(entries + i * entryBytes);
  return duration;
}

function defaultDurationOf(fragment: Buffer): number {
  const tfhd = boxOf(fragment, ['moof', 'traf', 'tfhd']);
  const flags = tfhd.readUInt32BE(BOX_HEADER_BYTES) & 0xffffff;
  if ((flags & TFHD_DEFAULT_DURATION) === 0) throw badFragment('a default sample duration in tfhd', 'none');
  const base = (flags & TFHD_BASE_DATA_OFFSET) === 0 ? 0 : 8;
  const description = (flags & TFHD_SAMPLE_DESCRIPTION) === 0 ? 0 : 4;
  return tfhd.readUInt32BE(BOX_HEADER_BYTES + 8 + base + description);
}

/** The box at a path of types, its header included. */
function boxOf(bytes: Buffer, path: readonly string[]): Buffer {
  let scope = bytes;
  for (const [depth, type] of path.entries()) {
    const box = childOf(scope, type);
    if (!box) throw badFragment(path.slice(0, depth + 1).join('/'), 'none');
    scope = depth === path.length - 1 ? box : box.subarray(BOX_HEADER_BYTES);
  }
  return scope;
}

function childOf(scope: Buffer, type: string): Buffer | undefined {
  let offset = 0;
  while (offset + BOX_HEADER_BYTES <= scope.length) {
    const size = scope.readUInt32BE(offset);
    if (size < BOX_HEADER_BYTES || offset + size > scope.length) return undefined;
    if (scope.toString('latin1', offset + 4, offset + 8) === type)
      return scope.subarray(offset, offset + size);
    offset += size;
  }
  return undefined;
}

function badFragment(expected: string, came: string): SegmenterError {
  return new SegmenterError('bad-fragment', `A fragment from the encoder lacks ${expected}; it has ${came}.`);
}
