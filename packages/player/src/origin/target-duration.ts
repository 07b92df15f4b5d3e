import { gridOf, targetDurationSeconds } from '@ringcast/segmenter';

/** EXT-X-TARGETDURATION, the measure of every wait and cache time; the same in all profiles. */
export const TARGET_DURATION_SECONDS = targetDurationSeconds(gridOf('low'));
