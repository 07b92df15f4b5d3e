import type { Manifest } from '../publication.ts';

/** Segments that stay fetchable after they have left the window, for players that are late. */
const GRACE_SEGMENTS = 4;

/**
 * Segments whose parts stay fetchable: those whose parts are listed (two complete ones and the open one) and
 * as many more as three target durations take.
 */
const SEGMENTS_WITH_PART_FILES = 7;

/** Which media a manifest keeps: everything from these media sequence numbers on. */
export interface Retention {
  readonly oldestSegmentMsn: number;
  readonly oldestPartMsn: number;
}

/** What stays fetchable under a manifest; the same rule for the folder and for an origin's memory. */
export function retentionOf({ segments }: Manifest): Retention {
  const first = segments[0]?.msn ?? 0;
  const last = segments.at(-1)?.msn ?? 0;
  return { oldestSegmentMsn: first - GRACE_SEGMENTS, oldestPartMsn: last - SEGMENTS_WITH_PART_FILES + 1 };
}

/** Whether two retentions keep the same media. */
export function isSameRetention(a: Retention, b: Retention): boolean {
  return a.oldestSegmentMsn === b.oldestSegmentMsn && a.oldestPartMsn === b.oldestPartMsn;
}
