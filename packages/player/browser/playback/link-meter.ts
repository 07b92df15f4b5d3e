import type { PartPlace } from './derived-playlist.ts';
import type { LinkSample } from './transfer.ts';

const KEPT_MS = 15_000;
/** The quickest part of this long is what lateness counts from; sound cards drift by 10 ms in it at most. */
const BASELINE_MS = 30_000;
const THROUGHPUT_SAMPLES = 5;
/** Of so many measurements one may be a hiccup's. */
const HICCUP_SHARE = 0.15;

/** How the stream is cut. */
export interface PartGrid {
  readonly partsPerSegment: number;
  readonly partMs: number;
}

/** Remembers what the link showed lately. */
export class LinkMeter {
  #samples: LinkSample[] = [];
  #offsets: { atMs: number; offsetMs: number }[] = [];

  /** Rates measured lately, oldest first. */
  get samples(): readonly LinkSample[] {
    return this.#samples;
  }

  /** What the link carries, for people to look at: the middle of the last measurements. */
  get throughputBps(): number | undefined {
    const last = this.#samples.slice(-THROUGHPUT_SAMPLES).map(({ bitrateBps }) => bitrateBps);
    return last.toSorted((a, b) => a - b)[Math.floor(last.length / 2)];
  }

  /** Takes a measurement. */
  noteSample(sample: LinkSample): void {
    this.#samples = [...this.#samples.filter(({ atMs }) => atMs > sample.atMs - KEPT_MS), sample];
  }

  /** A part came in; answers how much later than the quickest ones, which come as soon as they exist. */
  noteArrival({ msn, part }: PartPlace, { partsPerSegment, partMs }: PartGrid, atMs: number): number {
    const offsetMs = atMs - (msn * partsPerSegment + part) * partMs;
    this.#offsets = [...this.#offsets.filter((one) => one.atMs > atMs - BASELINE_MS), { atMs, offsetMs }];
    return offsetMs - Math.min(...this.#offsets.map((one) => one.offsetMs));
  }
}

/** The rate that nearly all measurements reach: of many, the worst were hiccups. */
export function leastBps(samples: readonly LinkSample[]): number {
  const rising = samples.map(({ bitrateBps }) => bitrateBps).toSorted((a, b) => a - b);
  return rising[Math.floor(rising.length * HICCUP_SHARE)] ?? 0;
}
