import { gridOf, SAMPLE_RATE_HZ, type Manifest } from '@ringcast/segmenter';

const MS_PER_SECOND = 1_000;

/** When the newest sample that a manifest offers was captured, in ms since the Unix epoch. */
export function newestCaptureMsOf({ segments, profile }: Manifest): number | undefined {
  const newest = segments.at(-1);
  if (!newest) return undefined;
  const { partSamples } = gridOf(profile);
  return newest.dateMs + ((newest.parts * partSamples) / SAMPLE_RATE_HZ) * MS_PER_SECOND;
}
