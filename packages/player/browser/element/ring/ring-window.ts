import type { StreamEvent } from '../../playback/stream-activity.ts';
import { type QualityTier, tierOf } from './quality-tier.ts';

/** Segments on the ring. */
export const RING_SEGMENTS = 10;

/** Neighbouring parts of one quality; positions are media sequence numbers with a fraction. */
export interface LoadedRun {
  readonly tier: QualityTier;
  readonly from: number;
  readonly to: number;
}

/** Parts a segment can have at most; a stream that says more is not believed. */
const MOST_PARTS = 64;

/** Remembers which parts of the last ten segments came in, and in which quality. */
export class RingWindow {
  readonly #segments = new Map<number, (QualityTier | undefined)[]>();
  #newestMsn = Number.NEGATIVE_INFINITY;

  /** Takes an event in; returns whether the picture changed. */
  note(event: StreamEvent): boolean {
    switch (event.kind) {
      case 'part':
        return this.#fill(event, event.part, event.part + 1);
      case 'segment':
        return this.#fill(event, 0, event.partsPerSegment);
      case 'began':
        this.#segments.clear();
        this.#newestMsn = Number.NEGATIVE_INFINITY;
        return true;
      case 'switched':
      case 'stall-began':
      case 'stall-ended':
      case 'loading-changed':
        return false;
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

  #fill(
    arrival: { msn: number; partsPerSegment: number; rendition: string },
    from: number,
    to: number,
  ): boolean {
    const { msn, partsPerSegment, rendition } = arrival;
    if (to > partsPerSegment || partsPerSegment > MOST_PARTS || msn <= this.#newestMsn - RING_SEGMENTS)
      return false;
    const parts = this.#segments.get(msn) ?? Array.from({ length: partsPerSegment }, () => undefined);
    parts.fill(tierOf(rendition), from, to);
    this.#segments.set(msn, parts);
    this.#newestMsn = Math.max(this.#newestMsn, msn);
    for (const old of this.#segments.keys()) {
      if (old <= this.#newestMsn - RING_SEGMENTS) this.#segments.delete(old);
    }
    return true;
  }
}

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
