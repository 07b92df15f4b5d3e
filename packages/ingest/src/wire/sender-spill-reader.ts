import { MAX_BLOCK_BYTES } from './block.ts';
import { endOf, type FormatEpoch } from './sender-backlog.ts';
import type { Slot } from './sender-queue.ts';
import type { SpillFile } from './sender-spill-log.ts';
import {
  decodeRecord,
  type KeptBlock,
  type KeptGap,
  type SpillOwner,
  type SpillRecord,
} from './sender-spill-record.ts';

/** What a file of waiting samples holds. */
export interface SpillContents {
  readonly owner: SpillOwner;
  /** The formats of the entries, in order; at least one. */
  readonly epochs: readonly FormatEpoch[];
  /** What is not acknowledged, as far as the file says; at least one. Blocks stay in the file. */
  readonly slots: readonly Slot[];
  /** How far the file is whole. */
  readonly sizeBytes: number;
  /** Duration of the blocks. */
  readonly blockMs: number;
}

const CHUNK_BYTES = 1_024 * 1_024;
const LONGEST_RECORD_BYTES = MAX_BLOCK_BYTES + 4_096;

/**
 * Reads what a file holds, up to where it was torn.
 *
 * @returns undefined where it holds no sample that is not acknowledged
 */
export function readSpill(file: SpillFile): SpillContents | undefined {
  const reading = new SpillReading();
  for (const { record, atByte, bytes } of recordsOf(file)) {
    if (!reading.take(record, atByte)) break;
    reading.sizeBytes = atByte + bytes;
  }
  return reading.contents;
}

/** The whole records of a file, in order. */
function* recordsOf(file: SpillFile): Generator<{ record: SpillRecord; atByte: number; bytes: number }> {
  const { sizeBytes } = file;
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let chunkAt = 0, offset = 0, filled = 0; chunkAt + offset < sizeBytes; ) {
    const isShort = filled - offset < LONGEST_RECORD_BYTES && chunkAt + filled < sizeBytes;
    if (isShort) {
      chunkAt += offset;
      offset = 0;
      filled = file.read(chunk, chunkAt);
    }
    const decoded = decodeRecord(chunk.subarray(offset, filled));
    if (decoded === undefined) return;
    yield { record: decoded.record, atByte: chunkAt + offset, bytes: decoded.bytes };
    offset += decoded.bytes;
  }
}

class SpillReading {
  sizeBytes = 0;
  readonly #epochs: FormatEpoch[] = [];
  readonly #slots: Slot[] = [];
  #owner: SpillOwner | undefined;
  #fromSample = 0;

  get contents(): SpillContents | undefined {
    const slots = this.#slots.filter(({ entry }) => endOf(entry) > this.#fromSample);
    const [first] = slots;
    if (this.#owner === undefined || first === undefined) return undefined;
    const { sizeBytes } = this;
    const epochs = this.#epochs.filter(({ epoch }) => epoch >= first.entry.epoch.epoch);
    const blockMs = slots.reduce(
      (totalMs, { entry }) => totalMs + (entry.kind === 'gap' ? 0 : entry.durationMs),
      0,
    );
    return { owner: this.#owner, epochs, slots, sizeBytes, blockMs };
  }

  /** Takes a record; returns false where it does not follow what came before. */
  take(record: SpillRecord, atByte: number): boolean {
    if (record.type === 'owner') this.#owner = record.owner;
    else if (record.type === 'epoch') this.#epochs.push(record.epoch);
    else if (record.type === 'kept') this.#fromSample = record.fromSample;
    else return this.#takeEntry(record.type === 'gap' ? record.gap : record.block, atByte);
    return true;
  }

  #takeEntry(came: KeptBlock | KeptGap, location: number): boolean {
    const epoch = this.#epochs.find((known) => known.epoch === came.epoch);
    const last = this.#slots.at(-1)?.entry;
    if (epoch === undefined || (last !== undefined && endOf(last) !== came.startSample)) return false;
    const { startSample, samples } = came;
    const durationMs = (samples * 1_000) / epoch.format.sampleRateHz;
    const place = { epoch, startSample, samples, durationMs };
    if ('frame' in came) this.#slots.push({ entry: { kind: 'spilled', ...place }, location });
    else this.#slots.push({ entry: { ...came, ...place }, location });
    return true;
  }
}
