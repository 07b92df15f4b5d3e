import { crc32 } from './crc32.ts';
import { bytesPerFrameOf, type PcmFormat } from './pcm-format.ts';
import { WireError } from './wire-error.ts';

/**
 * What a block's payload is: the PCM itself, or what stands in for it on air while the uplink is too narrow, as one
 * Opus packet (RFC 6716) or as mono s16le at the epoch's rate.
 */
export type BlockKind = 'pcm' | 'opus' | 'mono';

/** A run of numbered samples, as one binary frame carries it. */
export interface Block {
  readonly kind: BlockKind;
  /** Number of the format the samples are in, 0 to 65,535. */
  readonly epoch: number;
  /** Number of the first sample, less than 2^53. */
  readonly startSample: number;
  /** Samples (of all channels together), 1 or more. */
  readonly samples: number;
  /** Of PCM the interleaved samples, `samples` × bytes per frame long. */
  readonly payload: Uint8Array;
}

/** Gives the CRC-32 of bytes. Node's own (`node:zlib`) is fifteen times as fast as the one that runs in pages too. */
export type Crc32 = (bytes: Uint8Array) => number;

/** Bytes before the payload. */
export const BLOCK_HEADER_BYTES = 20;

/** The longest binary frame, header included. */
export const MAX_BLOCK_BYTES = 65_536;

const KIND_NUMBERS: Record<BlockKind, number> = { pcm: 1, opus: 2, mono: 3 };
const KINDS = Object.keys(KIND_NUMBERS) as BlockKind[];
/** The longest packet of one Opus frame (RFC 6716 section 3.2.1) and of three that follow it. */
const MAX_OPUS_BYTES = 4_000;
const MONO_BYTES_PER_SAMPLE = 2;
const OFFSET = { crc: 0, kind: 4, reserved: 5, epoch: 6, startSample: 8, samples: 16 } as const;

/** Writes a block as a binary frame (docs/protocol.md, "Blocks"). The caller keeps to the bounds of {@link Block}. */
export function encodeBlock(block: Block, crcOf: Crc32 = crc32): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(BLOCK_HEADER_BYTES + block.payload.length);
  const view = new DataView(frame.buffer);
  view.setUint8(OFFSET.kind, KIND_NUMBERS[block.kind]);
  view.setUint16(OFFSET.epoch, block.epoch, true);
  view.setBigUint64(OFFSET.startSample, BigInt(block.startSample), true);
  view.setUint32(OFFSET.samples, block.samples, true);
  frame.set(block.payload, BLOCK_HEADER_BYTES);
  view.setUint32(OFFSET.crc, crcOf(frame.subarray(OFFSET.kind)), true);
  return frame;
}

/**
 * Reads a binary frame. The payload is a view of the frame, not a copy; whether its length fits the format is asked
 * of {@link checkPayload}, once the epoch is known.
 *
 * @throws WireError `too-large`, `bad-message` or `bad-checksum`
 */
export function decodeBlock(frame: Uint8Array, crcOf: Crc32 = crc32): Block {
  checkLength(frame.length);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  checkCrc(crcOf(frame.subarray(OFFSET.kind)), view.getUint32(OFFSET.crc, true));
  const kind = kindOf(view);
  const startSample = Number(view.getBigUint64(OFFSET.startSample, true));
  const samples = view.getUint32(OFFSET.samples, true);
  if (samples === 0)
    throw new WireError('bad-message', 'A block must hold at least 1 sample; this one says 0.');
  if (!Number.isSafeInteger(startSample + samples)) {
    throw new WireError(
      'bad-message',
      `A block's samples must be numbered below 2^53; this one starts at ${startSample}.`,
    );
  }
  const payload = frame.subarray(BLOCK_HEADER_BYTES);
  return { kind, epoch: view.getUint16(OFFSET.epoch, true), startSample, samples, payload };
}

/**
 * Checks that a block's payload is as long as its samples need in their format.
 *
 * @throws WireError `bad-message`
 */
export function checkPayload(block: Block, format: PcmFormat): void {
  if (block.kind === 'opus') return checkOpusLength(block);
  const bytesPerSample = block.kind === 'pcm' ? bytesPerFrameOf(format) : MONO_BYTES_PER_SAMPLE;
  const expectedBytes = block.samples * bytesPerSample;
  if (block.payload.length === expectedBytes) return;
  throw new WireError(
    'bad-message',
    `The block at sample ${block.startSample} holds ${block.payload.length} bytes; ${block.samples} samples ` +
      `of ${block.kind === 'pcm' ? `${format.channels} × ${format.encoding}` : 'mono s16le'} take ${expectedBytes}.`,
  );
}

function checkOpusLength({ startSample, payload }: Block): void {
  if (payload.length > 0 && payload.length <= MAX_OPUS_BYTES) return;
  const expected = `1 to ${MAX_OPUS_BYTES} bytes`;
  throw new WireError(
    'bad-message',
    `An Opus packet has ${expected}; the block at sample ${startSample} holds ${payload.length}.`,
  );
}

function checkLength(bytes: number): void {
  if (bytes > MAX_BLOCK_BYTES) {
    throw new WireError(
      'too-large',
      `A block may have at most ${MAX_BLOCK_BYTES} bytes; this one has ${bytes}.`,
    );
  }
  if (bytes >= BLOCK_HEADER_BYTES) return;
  throw new WireError(
    'bad-message',
    `A block has ${BLOCK_HEADER_BYTES} bytes of header; this frame has ${bytes} in all.`,
  );
}

function checkCrc(actual: number, expected: number): void {
  if (actual === expected) return;
  throw new WireError(
    'bad-checksum',
    `The block's checksum is ${hexOf(expected)}, but its bytes make ${hexOf(actual)}: it was damaged on the way.`,
  );
}

function kindOf(view: DataView): BlockKind {
  const number = view.getUint8(OFFSET.kind);
  const reserved = view.getUint8(OFFSET.reserved);
  const kind = KINDS.find((known) => KIND_NUMBERS[known] === number);
  if (kind === undefined) {
    const expected = KINDS.map((known) => `${KIND_NUMBERS[known]} (${known})`).join(', ');
    throw new WireError('bad-message', `A block's kind must be one of ${expected}; this one is ${number}.`);
  }
  if (reserved !== 0) {
    throw new WireError(
      'bad-message',
      `Byte ${OFFSET.reserved} of a block must be 0; this one is ${reserved}.`,
    );
  }
  return kind;
}

function hexOf(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
