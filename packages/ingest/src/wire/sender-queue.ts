import { type BacklogEntry, type BlockEntry, endOf, type GapEntry } from './sender-backlog.ts';

/** A block of which only the place in the file is in memory. */
export interface SpilledEntry extends Omit<BlockEntry, 'kind' | 'frame' | 'capturedAtMs'> {
  readonly kind: 'spilled';
}

/** An entry, and where it lies in the file, in bytes from its beginning; undefined where it is not there. */
export interface Slot {
  readonly entry: BacklogEntry | SpilledEntry;
  readonly location: number | undefined;
}

/** Slots before the head that are worth being cleared away. */
const CLEARED_FROM_SLOTS = 1_024;

/**
 * Entries in order, oldest first: written ones, of which the oldest may be in the file alone, then unwritten ones.
 * It knows how long each kind lasts.
 */
export class SampleQueue {
  #slots: Slot[] = [];
  #head = 0;
  /** Index of the first slot that is not in the file. */
  #unwritten = 0;
  /** No block before this index is in memory. */
  #memory = 0;
  #endSample = 0;
  #blockMs = 0;
  #memoryMs = 0;
  #newestBlock: BlockEntry | undefined;

  /** One past the newest sample. */
  get endSample(): number {
    return this.#endSample;
  }

  /** The oldest sample; `endSample` where there is none. */
  get startSample(): number {
    return this.oldest?.entry.startSample ?? this.#endSample;
  }

  /** Duration of all blocks. */
  get blockMs(): number {
    return this.#blockMs;
  }

  /** Duration of the blocks in memory. */
  get memoryMs(): number {
    return this.#memoryMs;
  }

  /** How many slots are in the file. */
  get writtenSlots(): number {
    return this.#unwritten - this.#head;
  }

  get oldest(): Slot | undefined {
    return this.#slots[this.#head];
  }

  get newestBlock(): BlockEntry | undefined {
    return this.#newestBlock;
  }

  get nextUnwritten(): Slot | undefined {
    return this.#slots[this.#unwritten];
  }

  /** Whether the oldest block that is in memory is in the file too. */
  get isOldestInMemoryWritten(): boolean {
    return this.#slots[this.#oldestInMemory()]?.location !== undefined;
  }

  /** The slot that holds a sample, or the oldest. */
  slotAt(sample: number): Slot | undefined {
    let low = this.#head;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (endOf((this.#slots[middle] as Slot).entry) <= sample) low = middle + 1;
      else high = middle;
    }
    return this.#slots[low];
  }

  push(slot: Slot): void {
    const { entry, location } = slot;
    if (location !== undefined) this.#unwritten += 1;
    this.#slots.push(slot);
    this.#endSample = endOf(entry);
    this.#count(slot, 1);
    if (entry.kind === 'block') this.#newestBlock = entry;
  }

  /** Lets go of the oldest. */
  shift(): void {
    const { oldest } = this;
    if (oldest === undefined) return;
    this.#count(oldest, -1);
    this.#head += 1;
    this.#unwritten = Math.max(this.#unwritten, this.#head);
    if (this.#head === this.#slots.length) this.#forgetRounding();
    if (this.#head < CLEARED_FROM_SLOTS || this.#head * 2 < this.#slots.length) return;
    this.#slots = this.#slots.slice(this.#head);
    this.#unwritten -= this.#head;
    this.#memory = Math.max(0, this.#memory - this.#head);
    this.#head = 0;
  }

  /** Puts what is left of a gap in its place. */
  replaceOldest(gap: GapEntry): void {
    this.#slots[this.#head] = { entry: gap, location: this.oldest?.location };
  }

  /** The next unwritten slot is in the file now. */
  noteWritten(location: number): void {
    const slot = this.#slots[this.#unwritten] as Slot;
    this.#slots[this.#unwritten] = { entry: slot.entry, location };
    this.#unwritten += 1;
  }

  /** The file is empty again; everything is in memory. */
  forgetWritten(): void {
    for (let index = this.#head; index < this.#unwritten; index++) {
      const { entry } = this.#slots[index] as Slot;
      this.#slots[index] = { entry, location: undefined };
    }
    this.#unwritten = this.#head;
  }

  /** Leaves the oldest block that is in memory to the file, where it must be. */
  spillOldest(): void {
    const index = this.#oldestInMemory();
    const slot = this.#slots[index];
    if (slot?.entry.kind !== 'block' || slot.location === undefined) return;
    const { epoch, startSample, samples, durationMs } = slot.entry;
    const entry: SpilledEntry = { kind: 'spilled', epoch, startSample, samples, durationMs };
    this.#slots[index] = { entry, location: slot.location };
    this.#memoryMs -= durationMs;
  }

  /** Makes a gap of the oldest block that is in memory, one with the gap before it. Returns how many samples it had. */
  giveUpOldest(reason: string): number {
    const index = this.#oldestInMemory();
    const slot = this.#slots[index];
    if (slot?.entry.kind !== 'block') return 0;
    this.#count(slot, -1);
    const gap = gapOf(slot.entry, reason);
    const before = index > this.#unwritten ? this.#slots[index - 1]?.entry : undefined;
    if (before?.kind === 'gap' && before.isOverflow && before.epoch.epoch === gap.epoch.epoch) {
      const samples = before.samples + gap.samples;
      const durationMs = before.durationMs + gap.durationMs;
      this.#memory -= 1;
      this.#slots.splice(index - 1, 2, { entry: { ...before, samples, durationMs }, location: undefined });
    } else this.#slots[index] = { entry: gap, location: undefined };
    return gap.samples;
  }

  #oldestInMemory(): number {
    this.#memory = Math.max(this.#memory, this.#head);
    while (this.#slots[this.#memory] !== undefined && this.#slots[this.#memory]?.entry.kind !== 'block') {
      this.#memory += 1;
    }
    return this.#memory;
  }

  /** Sums of fractions come to nearly nothing where nothing is left, and nearly nothing would be kept for ever. */
  #forgetRounding(): void {
    this.#blockMs = 0;
    this.#memoryMs = 0;
  }

  #count({ entry }: Slot, sign: 1 | -1): void {
    if (entry.kind === 'gap') return;
    this.#blockMs += sign * entry.durationMs;
    if (entry.kind === 'block') this.#memoryMs += sign * entry.durationMs;
  }
}

/** A gap in the place of a block that cannot be kept, or read. */
export function gapOf(block: Omit<BlockEntry, 'kind' | 'frame' | 'capturedAtMs'>, reason: string): GapEntry {
  const { epoch, startSample, samples, durationMs } = block;
  return { kind: 'gap', epoch, startSample, samples, durationMs, reason, isOverflow: true };
}
