import { SAMPLES_PER_MS } from './sample-time.ts';

const BUCKET_MS = 10_000;
/** Twenty minutes: more would follow a clock that warms up too slowly. */
const MAX_BUCKETS = 120;
const MIN_BUCKETS = 6;
/**
 * Where values are sorted, of all pairs of points at most. It is kept: arrays that are a little longer each time leave
 * holes in the heap that the next one does not fit into.
 */
const SORTING = new Float64Array((MAX_BUCKETS * (MAX_BUCKETS - 1)) / 2);
/** The drift is told once it is known as well as this. */
const MAX_UNCERTAINTY_PPM = 20;
const PPM = 1e6;

interface Point {
  /** By the source's clock, in ms since its sample 0. */
  readonly sourceMs: number;
  /** By how much the server's clock is ahead of that, in ms. */
  readonly offsetMs: number;
}

/**
 * How much faster a source's clock is than the server's. Samples can come late but not early, so of every ten seconds
 * the earliest counts; through these points goes the line with the median slope, which a few bad ones do not move.
 */
export class ClockDrift {
  /** Oldest first; the last one is still filling. */
  #points: Point[] = [];
  #bucket = Number.NaN;
  #known: { readonly bucket: number; readonly ppm: number | undefined } | undefined;

  /** A sample was captured, or has arrived, at this time (ms since the Unix epoch). */
  note(sample: number, atMs: number): void {
    const sourceMs = sample / SAMPLES_PER_MS;
    const point = { sourceMs, offsetMs: atMs - sourceMs };
    const bucket = Math.floor(sourceMs / BUCKET_MS);
    if (bucket !== this.#bucket) {
      this.#bucket = bucket;
      this.#points.push(point);
      if (this.#points.length > MAX_BUCKETS + 1) this.#points.shift();
    } else if (point.offsetMs < (this.#points.at(-1)?.offsetMs ?? Number.POSITIVE_INFINITY)) {
      this.#points[this.#points.length - 1] = point;
    }
  }

  /** Another source, or another way of knowing. */
  forget(): void {
    this.#points = [];
    this.#bucket = Number.NaN;
    this.#known = undefined;
  }

  /** Parts per million, positive where the source is faster; undefined until it is known within some 20 ppm. */
  get ppm(): number | undefined {
    if (this.#known?.bucket !== this.#bucket) {
      this.#known = { bucket: this.#bucket, ppm: driftOf(this.#points.slice(0, -1)) };
    }
    return this.#known.ppm;
  }
}

function driftOf(points: readonly Point[]): number | undefined {
  if (points.length < MIN_BUCKETS) return undefined;
  const slope = medianOf(slopesOf(points));
  const middle = medianOf(points.map(({ sourceMs, offsetMs }) => offsetMs - slope * sourceMs));
  const deviation = medianOf(
    points.map(({ sourceMs, offsetMs }) => Math.abs(offsetMs - slope * sourceMs - middle)),
  );
  // Twice the standard error of a line through evenly spaced points; 1.48 makes a deviation of the median.
  const spanMs = (points.at(-1)?.sourceMs ?? 0) - (points[0]?.sourceMs ?? 0);
  const errorPpm = (2 * 1.48 * deviation * Math.sqrt(12 / points.length) * PPM) / spanMs;
  return errorPpm > MAX_UNCERTAINTY_PPM ? undefined : -slope * PPM;
}

/** Milliseconds by which the offset grows per millisecond, between all pairs of points. */
function* slopesOf(points: readonly Point[]): Generator<number> {
  for (const [index, from] of points.entries()) {
    for (let other = index + 1; other < points.length; other++) {
      const to = points[other] ?? from;
      yield (to.offsetMs - from.offsetMs) / (to.sourceMs - from.sourceMs);
    }
  }
}

function medianOf(values: Iterable<number>): number {
  let count = 0;
  for (const value of values) SORTING[count++] = value;
  const sorted = SORTING.subarray(0, count);
  sorted.sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
