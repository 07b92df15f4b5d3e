import { SAMPLE_RATE_HZ } from '../grid.ts';

/** Samples in a millisecond. */
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
