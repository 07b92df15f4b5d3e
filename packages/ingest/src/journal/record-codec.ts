import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { BLOCK_HEADER_BYTES, MAX_BLOCK_BYTES } from '../wire/block.ts';
import { CHANNEL_RANGE, PCM_ENCODINGS, SAMPLE_RATE_RANGE_HZ } from '../wire/pcm-format.ts';
import { JournalError } from './journal-error.ts';
import type { StoredRecord } from './journal-record.ts';

/**
 * A record, little-endian:
 *
 * | offset | type | |
 * |---|---|---|
 * | 0 | u32 | bytes of the payload |
 * | 4 | u32 | CRC-32 (IEEE 802.3) of the length, the type and the payload |
 * | 8 | u8 | type, see {@link TYPE_NUMBERS} |
 * | 9 | | payload: the frame of a block; JSON for everything else |
 */
const RECORD_HEAD_BYTES = 9;

/** The longest payload. */
const MAX_PAYLOAD_BYTES = MAX_BLOCK_BYTES;

/** What stands at some place of a file. */
export type Decoded =
  | { readonly type: 'record'; readonly record: StoredRecord; readonly bytes: number }
  /** The record goes on after these bytes; at the end of a file it was never written as a whole. */
  | { readonly type: 'incomplete' }
  | { readonly type: 'damaged' };

const OFFSET = { length: 0, crc: 4, type: 8 } as const;
const TYPE_NUMBERS: Record<StoredRecord['type'], number> = {
  header: 1,
  epoch: 2,
  block: 3,
  gap: 4,
  clock: 5,
  placement: 6,
  end: 7,
};

const sample = z.int().min(0);
const rate = z.int().min(SAMPLE_RATE_RANGE_HZ.min).max(SAMPLE_RATE_RANGE_HZ.max);
const format = z.object({
  encoding: z.enum(PCM_ENCODINGS),
  sampleRateHz: rate,
  channels: z.int().min(CHANNEL_RANGE.min).max(CHANNEL_RANGE.max),
});
const epoch = z.object({ epoch: z.int().min(0), startSample: sample, format });
const placement = z.object({ sample, position: sample, sampleRateHz: rate });
const schema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('header'),
    version: z.literal(1),
    station: z.string(),
    session: z.string(),
    epoch,
    nextSample: sample,
    placement: placement.optional(),
    isRecorded: z.boolean().optional(),
  }),
  epoch.extend({ type: z.literal('epoch') }),
  z.object({
    type: z.literal('gap'),
    epoch: z.int().min(0),
    startSample: sample,
    samples: sample,
    reason: z.string(),
  }),
  z.object({ type: z.literal('clock'), sample, capturedAtMs: z.number() }),
  placement.extend({ type: z.literal('placement') }),
  z.object({ type: z.literal('end'), endSample: sample, reason: z.enum(['stopped', 'over']) }),
]);

/**
 * How long a record is as it is written.
 *
 * @throws JournalError `record-too-long`
 */
export function recordBytesOf(record: StoredRecord): number {
  const payloadBytes = record.type === 'block' ? record.frame.length : encodePayload(record).length;
  if (payloadBytes <= MAX_PAYLOAD_BYTES) return RECORD_HEAD_BYTES + payloadBytes;
  const message = `A record may have at most ${MAX_PAYLOAD_BYTES} bytes; a ${record.type} of ${payloadBytes} came.`;
  throw new JournalError('record-too-long', message);
}

/**
 * Writes a record as its head and its payload; the payload of a block is the frame itself, not a copy. The caller keeps
 * to the length that {@link recordBytesOf} takes.
 */
export function encodeRecord(record: StoredRecord): readonly [head: Uint8Array, payload: Uint8Array] {
  const payload = encodePayload(record);
  const head = new Uint8Array(RECORD_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(OFFSET.length, payload.length, true);
  view.setUint8(OFFSET.type, TYPE_NUMBERS[record.type]);
  view.setUint32(OFFSET.crc, checksumOf(head, payload), true);
  return [head, payload];
}

function encodePayload(record: StoredRecord): Uint8Array {
  return record.type === 'block' ? record.frame : new TextEncoder().encode(JSON.stringify(record));
}

/** Reads the record that begins at `offset`; its frame is a view of `bytes`, not a copy. */
export function decodeRecord(bytes: Uint8Array, offset: number): Decoded {
  const head = bytes.subarray(offset, offset + RECORD_HEAD_BYTES);
  if (head.length < RECORD_HEAD_BYTES) return { type: 'incomplete' };
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const payloadBytes = view.getUint32(OFFSET.length, true);
  if (payloadBytes > MAX_PAYLOAD_BYTES) return { type: 'damaged' };
  const recordBytes = RECORD_HEAD_BYTES + payloadBytes;
  const payload = bytes.subarray(offset + RECORD_HEAD_BYTES, offset + recordBytes);
  if (payload.length < payloadBytes) return { type: 'incomplete' };
  if (view.getUint32(OFFSET.crc, true) !== checksumOf(head, payload)) return { type: 'damaged' };
  const record = parsePayload(view.getUint8(OFFSET.type), payload);
  return record ? { type: 'record', record, bytes: recordBytes } : { type: 'damaged' };
}

/** The length is under the checksum too: a stretch of zeros, as a crash may leave it, is then no record. */
function checksumOf(head: Uint8Array, payload: Uint8Array): number {
  const ofLength = crc32(head.subarray(OFFSET.length, OFFSET.crc));
  return crc32(payload, crc32(head.subarray(OFFSET.type), ofLength));
}

function parsePayload(typeNumber: number, payload: Uint8Array): StoredRecord | undefined {
  if (typeNumber === TYPE_NUMBERS.block) {
    return payload.length > BLOCK_HEADER_BYTES ? { type: 'block', frame: payload } : undefined;
  }
  const result = schema.safeParse(parseJson(new TextDecoder().decode(payload)));
  return result.success && TYPE_NUMBERS[result.data.type] === typeNumber ? result.data : undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
