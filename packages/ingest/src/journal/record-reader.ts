import { open } from 'node:fs/promises';
import type { StoredRecord } from './journal-record.ts';
import { decodeRecord } from './record-codec.ts';

/** A record and where it ends in its file. */
export interface PlacedRecord {
  readonly record: StoredRecord;
  readonly endOffset: number;
}

/** Holds several of the longest records; a reader takes no more memory than two of these. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a file from its beginning up to where it ends, is torn or is damaged.
 *
 * @param limitBytes how far to read at most, for a file that is being written.
 */
export async function* readRecords(
  path: string,
  limitBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<PlacedRecord> {
  const handle = await open(path, 'r');
  try {
    let unread: Uint8Array = new Uint8Array();
    let position = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(limitBytes - position, 0)));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      const bytes = Buffer.concat([unread, chunk.subarray(0, bytesRead)]);
      const stretch = decodeStretch(bytes, position - unread.length);
      yield* stretch.records;
      if (stretch.isDamaged || bytesRead === 0) return;
      position += bytesRead;
      unread = bytes.subarray(stretch.bytes);
    }
  } finally {
    await handle.close();
  }
}

interface Stretch {
  readonly records: readonly PlacedRecord[];
  /** How long the records are. */
  readonly bytes: number;
  readonly isDamaged: boolean;
}

/** The whole records at the beginning of some bytes, which begin at `position` of the file. */
function decodeStretch(bytes: Uint8Array, position: number): Stretch {
  const records: PlacedRecord[] = [];
  let offset = 0;
  for (;;) {
    const decoded = decodeRecord(bytes, offset);
    if (decoded.type !== 'record') return { records, bytes: offset, isDamaged: decoded.type === 'damaged' };
    offset += decoded.bytes;
    records.push({ record: decoded.record, endOffset: position + offset });
  }
}
