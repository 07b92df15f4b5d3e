import { BLOCK_HEADER_BYTES } from '../wire/block.ts';

/** Which samples a frame of the wire holds. */
export interface BlockSpan {
  readonly epoch: number;
  readonly startSample: number;
  /** One past the last. */
  readonly endSample: number;
}

const OFFSET = { epoch: 6, startSample: 8, samples: 16 } as const;

/**
 * Reads which samples a frame holds (docs/protocol.md, "Blocks") without making its checksum again: it was checked on
 * arrival, and the journal's own stands over it on disk.
 */
export function spanOfBlock(frame: Uint8Array): BlockSpan {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const upperHalf = view.getUint32(OFFSET.startSample + 4, true);
  const startSample = upperHalf * 2 ** 32 + view.getUint32(OFFSET.startSample, true);
  const endSample = startSample + view.getUint32(OFFSET.samples, true);
  return { epoch: view.getUint16(OFFSET.epoch, true), startSample, endSample };
}

/** The interleaved samples of a frame; a view, not a copy. */
export function pcmOfBlock(frame: Uint8Array): Uint8Array {
  return frame.subarray(BLOCK_HEADER_BYTES);
}
