import { decodeBlock } from './block.ts';
import { crc32 } from './crc32.ts';
import type { BlockEntry, FormatEpoch, GapEntry } from './sender-backlog.ts';

/** Whose samples a file holds. */
export interface SpillOwner {
  readonly session: string;
  readonly station: string;
}

/** What a file of waiting samples is made of, beside blocks. */
export type SpillNote =
  | { readonly type: 'owner'; readonly owner: SpillOwner }
  /** A format, before the first entry that is in it. */
  | { readonly type: 'epoch'; readonly epoch: FormatEpoch }
  | { readonly type: 'gap'; readonly gap: KeptGap }
  /** Samples before this one are acknowledged. */
  | { readonly type: 'kept'; readonly fromSample: number };

/** A record as it is read. */
export type SpillRecord = SpillNote | { readonly type: 'block'; readonly block: KeptBlock };

/** A block as it is kept; its format is told by its epoch. */
export type KeptBlock = Pick<BlockEntry, 'startSample' | 'samples' | 'frame' | 'capturedAtMs'> & {
  readonly epoch: number;
};

/** A gap as it is kept. */
export type KeptGap = Omit<GapEntry, 'epoch'> & { readonly epoch: number };

/** Before each record: length of its body and CRC-32 of it, as u32 little-endian. */
const RECORD_HEADER_BYTES = 8;

const BODY_KIND = { note: 1, block: 2 } as const;
/** Kind and time of capture (f64, NaN where it is not known), before the frame. */
const BLOCK_PREFIX_BYTES = 9;

/** Writes a note: header, kind, JSON. */
export function encodeNote(note: SpillNote): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(note));
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + 1 + json.length);
  bytes[RECORD_HEADER_BYTES] = BODY_KIND.note;
  bytes.set(json, RECORD_HEADER_BYTES + 1);
  return sealed(bytes);
}

/** Writes a block: header, kind, time of capture, the frame as it goes over the wire. */
export function encodeKeptBlock({
  frame,
  capturedAtMs,
}: Pick<BlockEntry, 'frame' | 'capturedAtMs'>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + BLOCK_PREFIX_BYTES + frame.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(RECORD_HEADER_BYTES, BODY_KIND.block);
  view.setFloat64(RECORD_HEADER_BYTES + 1, capturedAtMs ?? Number.NaN, true);
  bytes.set(frame, RECORD_HEADER_BYTES + BLOCK_PREFIX_BYTES);
  return sealed(bytes);
}

/**
 * Reads the record at the beginning of some bytes.
 *
 * @returns the record and its whole length; undefined where it is not whole, or damaged
 */
export function decodeRecord(
  bytes: Uint8Array<ArrayBuffer>,
): { readonly record: SpillRecord; readonly bytes: number } | undefined {
  if (bytes.length <= RECORD_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = RECORD_HEADER_BYTES + view.getUint32(0, true);
  if (length <= RECORD_HEADER_BYTES || length > bytes.length) return undefined;
  const body = bytes.subarray(RECORD_HEADER_BYTES, length);
  if (crc32(body) !== view.getUint32(4, true)) return undefined;
  const record = body[0] === BODY_KIND.block ? decodeKeptBlock(body) : decodeNote(body);
  return { record, bytes: length };
}

function decodeKeptBlock(body: Uint8Array<ArrayBuffer>): SpillRecord {
  const atMs = new DataView(body.buffer, body.byteOffset).getFloat64(1, true);
  const frame = body.slice(BLOCK_PREFIX_BYTES);
  const { epoch, startSample, samples } = decodeBlock(frame);
  const capturedAtMs = Number.isNaN(atMs) ? undefined : atMs;
  return { type: 'block', block: { epoch, startSample, samples, frame, capturedAtMs } };
}

/** Its checksum says that this program wrote it, so it is what it says. */
function decodeNote(body: Uint8Array): SpillNote {
  return JSON.parse(new TextDecoder().decode(body.subarray(1))) as SpillNote;
}

function sealed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - RECORD_HEADER_BYTES, true);
  view.setUint32(4, crc32(bytes.subarray(RECORD_HEADER_BYTES)), true);
  return bytes;
}
