import { gridOf, type Manifest } from '@ringcast/segmenter';
import { PlayerError } from '../player-error.ts';
import type { DeliveryDirective } from './delivery-directive.ts';

/** A place on a station's timeline: a part's index, from 0, in the segment of this media sequence number. */
export interface PartPosition {
  readonly msn: number;
  readonly part: number;
}

/**
 * Where the next part will be, which is also the part that EXT-X-PRELOAD-HINT names: in the open segment, or the
 * first one after the last complete segment. A manifest that has ended has an edge but nothing comes there.
 */
export function liveEdgeOf({ segments }: Manifest): PartPosition {
  const last = segments.at(-1);
  if (!last) return { msn: 0, part: 0 };
  return last.isComplete ? { msn: last.msn + 1, part: 0 } : { msn: last.msn, part: last.parts };
}

/** Whether everything up to and including `target` is there. A whole segment is its part number Infinity. */
export function isPublished(target: PartPosition, edge: PartPosition): boolean {
  return edge.msn > target.msn || (edge.msn === target.msn && edge.part > target.part);
}

/** Whether the manifest's playlists answer delivery directives: live, and in a profile with parts. */
export function heedsDirectives(manifest: Manifest): boolean {
  return !manifest.hasEnded && gridOf(manifest.profile).isLowLatency;
}

/**
 * Parts that may be asked for before they are there: the one that EXT-X-PRELOAD-HINT names, and those after it that a
 * listener has to ask for in time whose round trip is longer than a part.
 */
const AWAITED_PARTS = 4;

/** Whether a part is one that is waited for. */
export function isAwaited({ msn, part }: PartPosition, manifest: Manifest): boolean {
  const { partsPerSegment } = gridOf(manifest.profile);
  const edge = liveEdgeOf(manifest);
  const ahead = (msn - edge.msn) * partsPerSegment + part - edge.part;
  return heedsDirectives(manifest) && part < partsPerSegment && ahead >= 0 && ahead < AWAITED_PARTS;
}

/**
 * What has to be published before a request is answered, or undefined where it is answered at once.
 *
 * A part beyond the last of its segment is the first part of the next segment (RFC 8216bis 6.2.5.2). "Last" in
 * the limit below is the last Media Segment of the playlist, that is the last complete one: the open segment is
 * last + 1, and the one after it the farthest that may be asked for.
 *
 * @throws PlayerError `too-far-ahead` where the segment is more than two after the last.
 */
export function targetOf(directive: DeliveryDirective, manifest: Manifest): PartPosition | undefined {
  if (directive.kind === 'none') return undefined;
  const lastMsn = liveEdgeOf(manifest).msn - 1;
  if (directive.msn > lastMsn + 2) {
    const limit = `at most ${lastMsn + 2}, two after the last complete segment`;
    throw new PlayerError('too-far-ahead', `_HLS_msn can be ${limit}; ${directive.msn} came.`);
  }
  if (directive.kind === 'segment') return { msn: directive.msn, part: Infinity };
  const { partsPerSegment } = gridOf(manifest.profile);
  if (directive.part >= partsPerSegment) return { msn: directive.msn + 1, part: 0 };
  return { msn: directive.msn, part: directive.part };
}
