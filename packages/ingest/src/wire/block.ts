import { crc32 } from './crc32.ts';
import { bytesPerFrameOf, type PcmFormat } from './pcm-format.ts';
import { WireError } from './wire-error.ts';

/** A run of numbered PCM samples, as one binary frame carries it. */
export interface Block {
  /** Number of the format the samples are in, 0 to 65,535. */
  readonly epoch: number;
  /** Number of the first sample, less than 2^53. */
  readonly startSample: number;
  /** Samples (of all channels together), 1 or more. */
  readonly samples: number;
  /** The interleaved samples, `samples` × bytes per frame long. */
  readonly payload: Uint8Array;
}

/** Bytes before the payload. */
export const BLOCK_HEADER_BYTES = 20;

/** The longest binary frame, header included. */
export const MAX_BLOCK_BYTES = 65_536;

const KIND_PCM = 1;
const OFFSET = { crc: 0, kind: 4, reserved: 5, epoch: 6, startSample: 8, samples: 16 } as const;

/** Writes a block as a binary frame (docs/protocol.md, "Blocks"). The caller keeps to the bounds of {@link Block}. */
export function encodeBlock(block: Block): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(BLOCK_HEADER_BYTES + block.payload.length);
  const view = new DataView(frame.buffer);
  view.setUint8(OFFSET.kind, KIND_PCM);
  view.setUint16(OFFSET.epoch, block.epoch, true);
  view.setBigUint64(OFFSET.startSample, BigInt(block.startSample), true);
  view.setUint32(OFFSET.samples, block.samples, true);
  frame.set(block.payload, BLOCK_HEADER_BYTES);
  view.setUint32(OFFSET.crc, crc32(frame.subarray(OFFSET.kind)), true);
  return frame;
}

/**
 * Reads a binary frame. The payload is a view of the frame, not a copy; whether its length fits the format is asked
 * of {@link checkPayload}, once the epoch is known.
 *
 * @throws WireError `too-large`, `bad-message` or `bad-checksum`
 */
export function decodeBlock(frame: Uint8Array): Block {
  checkLength(frame.length);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  checkCrc(frame, view.getUint32(OFFSET.crc, true));
  checkKind(view);
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
  return { epoch: view.getUint16(OFFSET.epoch, true), startSample, samples, payload };
}

/**
 * Checks that a block's payload is as long as its samples need in their format.
 *
 * @throws WireError `bad-message`
 */
export function checkPayload(block: Block, format: PcmFormat): void {
  const expectedBytes = block.samples * bytesPerFrameOf(format);
  if (block.payload.length === expectedBytes) return;
  throw new WireError(
    'bad-message',
    `The block at sample ${block.startSample} holds ${block.payload.length} bytes; ${block.samples} samples ` +
      `of ${format.channels} × ${format.encoding} take ${expectedBytes}.`,
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

function checkCrc(frame: Uint8Array, expected: number): void {
  const actual = crc32(frame.subarray(OFFSET.kind));
  if (actual === expected) return;
  throw new WireError(
    'bad-checksum',
    `The block's checksum is ${hexOf(expected)}, but its bytes make ${hexOf(actual)}: it was damaged on the way.`,
  );
}

function checkKind(view: DataView): void {
  const kind = view.getUint8(OFFSET.kind);
  const reserved = view.getUint8(OFFSET.reserved);
  if (kind !== KIND_PCM) {
    throw new WireError('bad-message', `A block's kind must be ${KIND_PCM} (PCM); this one is ${kind}.`);
  }
  if (reserved !== 0) {
    throw new WireError(
      'bad-message',
      `Byte ${OFFSET.reserved} of a block must be 0; this one is ${reserved}.`,
    );
  }
}

function hexOf(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
