import { MAX_BLOCK_BYTES } from './block.ts';
import type { BacklogEntry, BlockEntry, FormatEpoch } from './sender-backlog.ts';
import type { SpilledEntry } from './sender-queue.ts';
import { decodeRecord, encodeKeptBlock, encodeNote, type SpillOwner } from './sender-spill-record.ts';

/** A file that is read and written at once, without waiting: a sync access handle in a Worker, or a file in Node. */
export interface SpillFile {
  readonly sizeBytes: number;
  /** Reads so many bytes as there are; returns how many. */
  read(into: Uint8Array<ArrayBuffer>, atByte: number): number;
  /** Writes all. @throws where there is no room */
  write(bytes: Uint8Array<ArrayBuffer>, atByte: number): void;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}

/** How a {@link SpillLog} is made. */
export interface SpillLogOptions {
  readonly file: SpillFile;
  readonly owner: SpillOwner;
  /** The file grows no longer; default 2 GiB. */
  readonly maxBytes?: number;
  /** What the file holds already: how far it is whole, and the formats that are in it. */
  readonly found?: { readonly sizeBytes: number; readonly epochs: readonly FormatEpoch[] };
}

/** The longest block, with what stands before it. */
const LONGEST_RECORD_BYTES = MAX_BLOCK_BYTES + 64;
const DEFAULT_MAX_BYTES = 2 * 1_024 * 1_024 * 1_024;

/** A file of samples that wait, in order; readable up to where it was torn. Empty while nothing waits in it. */
export class SpillLog {
  readonly #file: SpillFile;
  readonly #owner: SpillOwner;
  readonly #maxBytes: number;
  readonly #epochs = new Set<number>();
  #sizeBytes: number;
  #isFailing = false;

  constructor({ file, owner, maxBytes = DEFAULT_MAX_BYTES, found }: SpillLogOptions) {
    this.#file = file;
    this.#owner = owner;
    this.#maxBytes = maxBytes;
    this.#sizeBytes = found?.sizeBytes ?? 0;
    for (const { epoch } of found?.epochs ?? []) this.#epochs.add(epoch);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** What can still be written; 0 once writing has failed. */
  get roomBytes(): number {
    return this.#isFailing ? 0 : Math.max(0, this.#maxBytes - this.#sizeBytes);
  }

  /** Whether nothing more is written until it is cleared: it is full, or the device is. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Writes an entry behind the others. Returns where it lies, or undefined where there is no room. */
  append(entry: BacklogEntry): number | undefined {
    const { owner, epoch } = { owner: this.#owner, epoch: entry.epoch };
    if (this.#sizeBytes === 0 && !this.#write(encodeNote({ type: 'owner', owner }))) return undefined;
    if (!this.#epochs.has(epoch.epoch)) {
      if (!this.#write(encodeNote({ type: 'epoch', epoch }))) return undefined;
      this.#epochs.add(epoch.epoch);
    }
    const location = this.#sizeBytes;
    const bytes =
      entry.kind === 'block'
        ? encodeKeptBlock(entry)
        : encodeNote({ type: 'gap', gap: { ...entry, epoch: epoch.epoch } });
    return this.#write(bytes) ? location : undefined;
  }

  /** Reads a block that was written; undefined where it cannot be read. */
  read(entry: SpilledEntry, location: number): BlockEntry | undefined {
    const bytes = new Uint8Array(LONGEST_RECORD_BYTES);
    const isRead = this.#attempt(() => this.#file.read(bytes, location));
    const record = isRead ? decodeRecord(bytes)?.record : undefined;
    if (record?.type !== 'block' || record.block.startSample !== entry.startSample) return undefined;
    return { ...entry, ...record.block, kind: 'block', epoch: entry.epoch };
  }

  /** Makes what was written last, and says which sample is the oldest that counts. */
  flush(fromSample: number): void {
    this.#write(encodeNote({ type: 'kept', fromSample }));
    this.#attempt(() => this.#file.flush());
  }

  /** Forgets everything, a failure too. */
  clear(): void {
    if (this.#sizeBytes === 0 && !this.#isFailing) return;
    this.#isFailing = false;
    this.#sizeBytes = 0;
    this.#epochs.clear();
    this.#attempt(() => this.#file.truncate(0));
  }

  close(): void {
    this.#attempt(() => this.#file.close());
  }

  #write(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (bytes.length > this.roomBytes) this.#isFailing = true;
    else if (this.#attempt(() => this.#file.write(bytes, this.#sizeBytes))) this.#sizeBytes += bytes.length;
    return !this.#isFailing;
  }

  /** A file that fails costs only the room it would have given. */
  #attempt(act: () => void): boolean {
    try {
      act();
      return true;
    } catch {
      this.#isFailing = true;
      return false;
    }
  }
}
