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

/** What a sender keeps: every sample that was captured and not acknowledged, in order and without a hole. */
export interface Backlog {
  /** One past the newest sample. */
  readonly endSample: number;
  /** Duration of the kept blocks. */
  readonly blockMs: number;
  /** How much of them is kept in a file alone. */
  readonly spilledMs: number;
  /** How much more can be kept before something is given up. */
  readonly roomMs: number;
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
export function endOf(entry: Pick<BacklogEntry, 'startSample' | 'samples'>): number {
  return entry.startSample + entry.samples;
}

/** What is left of a gap from a sample within it. */
export function restOfGap(gap: GapEntry, fromSample: number): GapEntry {
  const samples = endOf(gap) - fromSample;
  return { ...gap, startSample: fromSample, samples, durationMs: (gap.durationMs * samples) / gap.samples };
}
