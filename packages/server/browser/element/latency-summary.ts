import type { LatencyBucket } from '../feed/station-state.ts';

/** The upper bound, in seconds, that a share of all reports is within; undefined where there are none, or no bound. */
export function boundOfShare(buckets: readonly LatencyBucket[], share: number): number | undefined {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let within = 0;
  for (const { upToSeconds, count } of buckets) {
    within += count;
    if (within >= share * total) return upToSeconds ?? undefined;
  }
  return undefined;
}

/** The histograms of several stations as one. */
export function sumOf(histograms: readonly (readonly LatencyBucket[])[]): LatencyBucket[] {
  const [first = []] = histograms;
  return first.map(({ upToSeconds }, at) => ({
    upToSeconds,
    count: histograms.reduce((sum, buckets) => sum + (buckets[at]?.count ?? 0), 0),
  }));
}
