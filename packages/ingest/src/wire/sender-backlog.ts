import type { PcmFormat } from './pcm-format.ts';

/** A format and the samples it begins at. */
export interface FormatEpoch {
  readonly epoch: number;
  readonly startSample: number;
  readonly format: PcmFormat;
}

/** A block of samples as it goes over the wire, kept until it is acknowledged. */
export interface BlockEntry {
  readonly kind: 'block';
  readonly epoch: FormatEpoch;
  readonly startSample: number;
  readonly samples: number;
  readonly durationMs: number;
  /** The whole binary frame. */
  readonly frame: Uint8Array<ArrayBuffer>;
  /** When the first sample was captured, in ms since the Unix epoch on the sender's clock. */
  readonly capturedAtMs: number | undefined;
}

/** Samples that the sender does not have: never captured, or lost because too much was waiting. */
export interface GapEntry {
  readonly kind: 'gap';
  readonly epoch: FormatEpoch;
  readonly startSample: number;
  readonly samples: number;
  readonly durationMs: number;
  readonly reason: string;
  /** Whether the samples were captured, and left out because the backlog was full. */
  readonly isOverflow: boolean;
}

/** A run of samples that waits for its acknowledgement. */
export type BacklogEntry = BlockEntry | GapEntry;

/**
 * What a sender keeps: every sample that was captured and not acknowledged, in order and without a hole. Reading
 * is synchronous, which the origin-private file system in a Worker and files in Node also offer, so that a store
 * that spills over can stand in for the one in memory.
 */
export interface Backlog {
  /** One past the newest sample. */
  readonly endSample: number;
  /** Duration of the kept blocks. */
  readonly blockMs: number;
  /** Samples that were given up because too much was waiting. */
  readonly lostSamples: number;
  append(entry: BacklogEntry): void;
  /** The entry that holds a sample, or, before the oldest entry, that one. Undefined from `endSample` on. */
  entryAt(sample: number): BacklogEntry | undefined;
  /** Notes that overflowed samples before `sample` were declared to the server as a gap, and so are truly lost. */
  noteDeclared(sample: number): void;
  /** Forgets what lies before an acknowledged sample. */
  dropBefore(sample: number): void;
}

/** One past the last sample of an entry. */
export function endOf(entry: BacklogEntry): number {
  return entry.startSample + entry.samples;
}

const OVERFLOW_REASON = 'more was waiting to be sent than the sender can keep';

/** A backlog in memory, a ring by duration: at most `capacityMs` of blocks; beyond, the oldest becomes a gap. */
export class MemoryBacklog implements Backlog {
  readonly #capacityMs: number;
  readonly #entries: BacklogEntry[] = [];
  #endSample = 0;
  #blockMs = 0;
  #lostSamples = 0;
  #declaredBefore = 0;

  constructor(capacityMs: number) {
    this.#capacityMs = capacityMs;
  }

  get endSample(): number {
    return this.#endSample;
  }

  get blockMs(): number {
    return this.#blockMs;
  }

  get lostSamples(): number {
    return this.#lostSamples;
  }

  append(entry: BacklogEntry): void {
    this.#entries.push(entry);
    this.#endSample = endOf(entry);
    if (entry.kind === 'block') this.#blockMs += entry.durationMs;
    while (this.#blockMs > this.#capacityMs) this.#giveUpOldestBlock();
  }

  entryAt(sample: number): BacklogEntry | undefined {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (endOf(this.#entries[middle] as BacklogEntry) <= sample) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low];
  }

  noteDeclared(sample: number): void {
    this.#declaredBefore = Math.max(this.#declaredBefore, sample);
  }

  dropBefore(sample: number): void {
    for (;;) {
      const oldest = this.#entries[0];
      if (oldest === undefined || oldest.startSample >= sample) return;
      this.#takeBackLoss(oldest, sample);
      if (endOf(oldest) > sample) {
        if (oldest.kind === 'gap') this.#entries[0] = restOfGap(oldest, sample);
        return;
      }
      this.#entries.shift();
      if (oldest.kind === 'block') this.#blockMs -= oldest.durationMs;
    }
  }

  /** Samples that were on their way when they were given up, and turn out to have arrived, are not lost. */
  #takeBackLoss(entry: BacklogEntry, acknowledged: number): void {
    if (entry.kind !== 'gap' || !entry.isOverflow) return;
    const from = Math.max(entry.startSample, this.#declaredBefore);
    this.#lostSamples -= Math.max(0, Math.min(endOf(entry), acknowledged) - from);
  }

  #giveUpOldestBlock(): void {
    const index = this.#entries.findIndex((entry) => entry.kind === 'block');
    const block = this.#entries[index] as BlockEntry;
    const before = this.#entries[index - 1];
    this.#blockMs -= block.durationMs;
    this.#lostSamples += block.samples;
    if (before?.kind === 'gap' && before.isOverflow && before.epoch.epoch === block.epoch.epoch) {
      const samples = before.samples + block.samples;
      const durationMs = before.durationMs + block.durationMs;
      this.#entries.splice(index - 1, 2, { ...before, samples, durationMs });
    } else {
      this.#entries[index] = overflowGap(block);
    }
  }
}

function overflowGap(block: BlockEntry): GapEntry {
  const { epoch, startSample, samples, durationMs } = block;
  return { kind: 'gap', epoch, startSample, samples, durationMs, reason: OVERFLOW_REASON, isOverflow: true };
}

/** What is left of a gap from a sample within it. */
export function restOfGap(gap: GapEntry, fromSample: number): GapEntry {
  const samples = endOf(gap) - fromSample;
  return { ...gap, startSample: fromSample, samples, durationMs: (gap.durationMs * samples) / gap.samples };
}
