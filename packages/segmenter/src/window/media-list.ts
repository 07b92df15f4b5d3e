import { gridOf } from '../grid.ts';
import type { Manifest, MediaFile } from '../publication.ts';
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

/** All files that a manifest's playlists may name, in all renditions, initialization sections included. */
export function mediaFilesOf(manifest: Manifest): Pick<MediaFile, 'rendition' | 'name'>[] {
  const names = mediaNamesOf(manifest);
  return manifest.renditions.flatMap(({ name: rendition, init }) =>
    [init, ...names].map((name) => ({ rendition, name })),
  );
}
