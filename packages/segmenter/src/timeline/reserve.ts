import { BYTES_PER_SAMPLE } from '../grid.ts';
import { SAMPLES_PER_MS } from './sample-time.ts';

/** Samples of a source that were kept. */
export interface KeptPcm {
  readonly sample: number;
  readonly pcm: Buffer;
}

interface Arrival extends KeptPcm {
  /** One past its last sample. */
  readonly end: number;
  /** How long after the end of what came before it came, as a time at sample 0, in ms. */
  readonly dryMs: number;
}

/** As far back it is looked how irregularly the source sends, and as much is kept. */
const KEPT_MS = 2_000;

/**
 * What a source sent last that is not on air yet: enough for it to begin at any moment without running dry. Pure: time
 * comes in as an argument.
 */
export class Reserve {
  #arrivals: Arrival[] = [];

  /** Takes samples of the source. */
  push(sample: number, pcm: Buffer, nowMs: number): void {
    const before = this.#arrivals.at(-1)?.end ?? sample;
    // What lies before a gap is not what it begins with.
    if (before !== sample) this.#arrivals = [];
    const end = sample + pcm.length / BYTES_PER_SAMPLE;
    this.#arrivals.push({ sample, pcm, end, dryMs: nowMs - sample / SAMPLES_PER_MS });
    const keptFrom = end - KEPT_MS * SAMPLES_PER_MS;
    const first = this.#arrivals.findIndex((arrival) => arrival.end > keptFrom);
    if (first > 0) this.#arrivals = this.#arrivals.slice(first);
  }

  /** What the source begins with now: so much that no pause was longer of late. */
  take(nowMs: number): KeptPcm[] {
    const dryMs = Math.max(...this.#arrivals.slice(1).map((arrival) => arrival.dryMs));
    const start = Math.floor((nowMs - dryMs) * SAMPLES_PER_MS);
    const kept = this.#arrivals.filter(({ end }) => end > start);
    this.#arrivals = [];
    return kept.map(({ sample, pcm }) => cut({ sample, pcm }, start));
  }
}

function cut({ sample, pcm }: KeptPcm, start: number): KeptPcm {
  const early = Math.max(0, start - sample);
  return { sample: sample + early, pcm: pcm.subarray(early * BYTES_PER_SAMPLE) };
}
