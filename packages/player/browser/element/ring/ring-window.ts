import type { SegmentArrival, StreamEvent } from '../../playback/stream-activity.ts';
import { type QualityTier, tierOf } from './quality-tier.ts';

/** Segments on the ring. */
export const RING_SEGMENTS = 10;

/** Neighbouring parts of one quality; positions are media sequence numbers with a fraction. */
export interface LoadedRun {
  readonly tier: QualityTier;
  readonly from: number;
  readonly to: number;
}

/** How an event changes the picture: not at all, by one more run, or altogether. */
export type RingChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'run'; readonly run: LoadedRun }
  | { readonly kind: 'all' };

const NO_CHANGE: RingChange = { kind: 'none' };

/** Parts a segment can have at most; a stream that says more is not believed. */
const MOST_PARTS = 64;

/** Remembers which parts of the last ten segments came in, and in which quality. */
export class RingWindow {
  readonly #segments = new Map<number, (QualityTier | undefined)[]>();
  #newestMsn = Number.NEGATIVE_INFINITY;

  /** Takes an event in. */
  note(event: StreamEvent): RingChange {
    switch (event.kind) {
      case 'part':
        return this.#fill(event, event.part, event.part + 1);
      case 'segment':
        return this.#fill(event, 0, event.partsPerSegment);
      case 'began':
        this.#segments.clear();
        this.#newestMsn = Number.NEGATIVE_INFINITY;
        return { kind: 'all' };
      case 'switched':
      case 'stall-began':
      case 'stall-ended':
      case 'loading-changed':
        return NO_CHANGE;
    }
  }

  /** What is there between two positions, oldest first; a run ends with its segment. */
  runsBetween(from: number, to: number): LoadedRun[] {
    const runs: LoadedRun[] = [];
    for (const [msn, parts] of this.#segments) {
      if (msn + 1 <= from || msn >= to) continue;
      for (const run of runsOf(msn, parts)) {
        const clipped = { ...run, from: Math.max(run.from, from), to: Math.min(run.to, to) };
        if (clipped.from < clipped.to) runs.push(clipped);
      }
    }
    return runs.toSorted((a, b) => a.from - b.from);
  }

  #fill(arrival: SegmentPlace, from: number, to: number): RingChange {
    const { msn, partsPerSegment, rendition } = arrival;
    const isSensible = to <= partsPerSegment && partsPerSegment <= MOST_PARTS;
    if (!isSensible || msn <= this.#newestMsn - RING_SEGMENTS) return NO_CHANGE;
    const parts = this.#segments.get(msn) ?? Array.from({ length: partsPerSegment }, () => undefined);
    const isNew = parts.slice(from, to).every((tier) => tier === undefined);
    const tier = tierOf(rendition);
    parts.fill(tier, from, to);
    this.#segments.set(msn, parts);
    if (msn > this.#newestMsn) {
      this.#newestMsn = msn;
      this.#forgetOld();
      return { kind: 'all' };
    }
    // One quality over another has to be painted from the ground.
    if (!isNew) return { kind: 'all' };
    return { kind: 'run', run: { tier, from: msn + from / partsPerSegment, to: msn + to / partsPerSegment } };
  }

  #forgetOld(): void {
    for (const msn of this.#segments.keys()) {
      if (msn <= this.#newestMsn - RING_SEGMENTS) this.#segments.delete(msn);
    }
  }
}

/** What a part and a whole segment have in common. */
type SegmentPlace = Pick<SegmentArrival, 'msn' | 'partsPerSegment' | 'rendition'>;

function runsOf(msn: number, parts: readonly (QualityTier | undefined)[]): LoadedRun[] {
  const runs: LoadedRun[] = [];
  let start = 0;
  for (let index = 1; index <= parts.length; index += 1) {
    const tier = parts[start];
    if (index < parts.length && parts[index] === tier) continue;
    if (tier !== undefined) {
      runs.push({ tier, from: msn + start / parts.length, to: msn + index / parts.length });
    }
    start = index;
  }
  return runs;
}
