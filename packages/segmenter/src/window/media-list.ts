import { gridOf } from '../grid.ts';
import type { Manifest } from '../publication.ts';
import { partName, segmentName } from './media-name.ts';
import { retentionOf } from './retention.ts';

/** The media files of one rendition that a manifest's playlists may name: whole segments, and parts near the edge. */
export function mediaNamesOf(manifest: Manifest): string[] {
  const { isLowLatency } = gridOf(manifest.profile);
  const { oldestPartMsn } = retentionOf(manifest);
  return manifest.segments.flatMap(({ msn, parts, isComplete }) => [
    ...(isLowLatency && msn >= oldestPartMsn
      ? Array.from({ length: parts }, (_, i) => partName(msn, i))
      : []),
    ...(isComplete ? [segmentName(msn)] : []),
  ]);
}
