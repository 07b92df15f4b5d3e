import { type Backlog, type BacklogEntry, endOf, restOfGap } from './sender-backlog.ts';
import { gapOf, SampleQueue, type Slot } from './sender-queue.ts';
import type { SpillLog } from './sender-spill-log.ts';

/** How a {@link SampleBacklog} differs from the plain one. */
export interface BacklogOptions {
  /** What is kept in memory; default 60 s. */
  readonly memoryMs?: number;
  /** Once more than this waits, `writeBehind` writes everything to the file; default what is kept in memory. */
  readonly writtenFromMs?: number;
}

const OVERFLOW_REASON = 'more was waiting to be sent than the sender can keep';
const UNREADABLE_REASON = 'the file in which it was kept cannot be read';
const DEFAULT_MEMORY_MS = 60_000;
/** A file that is longer than this and of which all that counts is in memory too is begun anew. */
const RENEWED_FROM_BYTES = 64 * 1_024 * 1_024;

/**
 * Keeps the newest samples in memory and, once it has a file, older ones there; where neither has room, the oldest
 * that is not in the file becomes a gap.
 */
export class SampleBacklog implements Backlog {
  readonly #queue: SampleQueue;
  readonly #memoryMs: number;
  readonly #writtenFromMs: number;
  #log: SpillLog | undefined;
  /** The sender asks again until there is room on the line. */
  #lastRead: BacklogEntry | undefined;
  #lostSamples = 0;
  #declaredBefore = 0;

  constructor({ memoryMs = DEFAULT_MEMORY_MS, writtenFromMs = memoryMs }: BacklogOptions = {}) {
    this.#queue = new SampleQueue();
    this.#memoryMs = memoryMs;
    this.#writtenFromMs = writtenFromMs;
  }

  get endSample(): number {
    return this.#queue.endSample;
  }

  get blockMs(): number {
    return this.#queue.blockMs;
  }

  get spilledMs(): number {
    return this.#queue.blockMs - this.#queue.memoryMs;
  }

  get roomMs(): number {
    const newest = this.#queue.newestBlock;
    const fileMs =
      newest === undefined ? 0 : (this.#log?.roomBytes ?? 0) * (newest.durationMs / newest.frame.length);
    return Math.max(0, this.#memoryMs - this.#queue.memoryMs) + fileMs;
  }

  get lostSamples(): number {
    return this.#lostSamples;
  }

  /** Older samples go to a file from now on; `slots` are there already. */
  spillTo(log: SpillLog, slots: readonly Slot[] = []): void {
    this.#log = log;
    for (const slot of slots) this.#queue.push(slot);
  }

  append(entry: BacklogEntry): void {
    this.#queue.push({ entry, location: undefined });
    while (this.#queue.memoryMs > this.#memoryMs) this.#makeRoom();
  }

  entryAt(sample: number): BacklogEntry | undefined {
    const slot = this.#queue.slotAt(sample);
    if (slot?.entry.kind !== 'spilled') return slot?.entry;
    const { startSample } = slot.entry;
    if (this.#lastRead?.startSample === startSample) return this.#lastRead;
    this.#lastRead = this.#log?.read(slot.entry, slot.location ?? 0) ?? gapOf(slot.entry, UNREADABLE_REASON);
    return this.#lastRead;
  }

  /**
   * Writes to the file, if there is one, what is in memory alone; call it about twice a second.
   *
   * @param fromMs nothing is written while less waits, so that a healthy line writes nothing; default what the options
   *   say
   */
  writeBehind(fromMs = this.#writtenFromMs): void {
    const log = this.#log;
    if (log === undefined || log.isFailing || this.blockMs <= fromMs) return;
    if (log.sizeBytes > RENEWED_FROM_BYTES && this.spilledMs === 0) {
      log.clear();
      this.#queue.forgetWritten();
    }
    let hasWritten = false;
    while (this.#writeNext(log)) hasWritten = true;
    if (hasWritten) log.flush(this.#queue.startSample);
  }

  noteDeclared(sample: number): void {
    this.#declaredBefore = Math.max(this.#declaredBefore, sample);
  }

  dropBefore(sample: number): void {
    for (;;) {
      const oldest = this.#queue.oldest?.entry;
      if (oldest === undefined || oldest.startSample >= sample) break;
      this.#takeBackLoss(oldest, sample);
      if (endOf(oldest) > sample) {
        if (oldest.kind === 'gap') this.#queue.replaceOldest(restOfGap(oldest, sample));
        break;
      }
      this.#queue.shift();
    }
    if (this.#queue.writtenSlots === 0) this.#log?.clear();
  }

  #writeNext(log: SpillLog): boolean {
    const slot = this.#queue.nextUnwritten;
    if (slot === undefined || slot.entry.kind === 'spilled') return false;
    const location = log.append(slot.entry);
    if (location !== undefined) this.#queue.noteWritten(location);
    return location !== undefined;
  }

  #makeRoom(): void {
    const log = this.#log;
    const isWritten = this.#queue.isOldestInMemoryWritten;
    if (isWritten || (log !== undefined && this.#writeUpToOldestInMemory(log))) this.#queue.spillOldest();
    else this.#lostSamples += this.#queue.giveUpOldest(OVERFLOW_REASON);
  }

  #writeUpToOldestInMemory(log: SpillLog): boolean {
    while (!this.#queue.isOldestInMemoryWritten) {
      if (!this.#writeNext(log)) return false;
    }
    return true;
  }

  /** Samples that were on their way when they were given up, and turn out to have arrived, are not lost. */
  #takeBackLoss(entry: Slot['entry'], acknowledged: number): void {
    if (entry.kind !== 'gap' || !entry.isOverflow) return;
    const from = Math.max(entry.startSample, this.#declaredBefore);
    this.#lostSamples -= Math.max(0, Math.min(endOf(entry), acknowledged) - from);
  }
}
