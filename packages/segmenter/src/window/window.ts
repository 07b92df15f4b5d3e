import { gridOf } from '../grid.ts';
import type { Manifest, WindowSegment } from '../publication.ts';
import { songsInWindow } from './song-window.ts';

/** A part that joins the window. */
export interface WindowPart {
  readonly msn: number;
  /** Capture time of the part's first sample, ms since the Unix epoch; kept only for a segment's first part. */
  readonly dateMs: number;
  /** Whether the timeline broke before it; kept only for a segment's first part. Default false. */
  readonly hasDiscontinuity?: boolean;
}

/**
 * The manifest with one more part at its live edge. A segment that has all its parts is complete, and the oldest
 * leave once there are more complete ones than the window holds.
 */
export function addPart(manifest: Manifest, part: WindowPart): Manifest {
  const { partsPerSegment } = gridOf(manifest.profile);
  const last = manifest.segments.at(-1);
  const isNew = last === undefined || last.isComplete;
  const grown: WindowSegment = isNew
    ? { hasDiscontinuity: false, ...part, parts: 1, isComplete: partsPerSegment === 1 }
    : { ...last, parts: last.parts + 1, isComplete: last.parts + 1 === partsPerSegment };
  const before = isNew ? manifest.segments : manifest.segments.slice(0, -1);
  return trim({ ...manifest, segments: [...before, grown] });
}

/** The manifest with its open segment, if there is one, complete as it is. */
export function completeOpenSegment(manifest: Manifest): Manifest {
  const segments = manifest.segments.map((segment) => ({ ...segment, isComplete: true }));
  return trim({ ...manifest, segments });
}

/** The manifest of a broadcast that is over: nothing is added any more, and the open segment stays as it is. */
export function endWindow(manifest: Manifest): Manifest {
  return { ...completeOpenSegment(manifest), hasEnded: true };
}

/**
 * The discontinuity sequence of the broadcast that follows (RFC 8216bis 6.2.2): all of the window before leaves the
 * playlist, and between the two is one more discontinuity.
 */
export function discontinuitySequenceAfter(before: Manifest | undefined): number {
  if (!before) return 0;
  const inWindow = before.segments.filter(({ hasDiscontinuity }) => hasDiscontinuity).length;
  return before.discontinuitySequence + inWindow + 1;
}

function trim(manifest: Manifest): Manifest {
  const complete = manifest.segments.filter(({ isComplete }) => isComplete).length;
  const excess = Math.max(0, complete - manifest.windowSegments);
  if (excess === 0) return manifest;
  // RFC 8216bis 6.2.2: the sequence goes up with every discontinuity that leaves the playlist.
  const left = manifest.segments.slice(0, excess).filter(({ hasDiscontinuity }) => hasDiscontinuity).length;
  const trimmed = {
    ...manifest,
    discontinuitySequence: manifest.discontinuitySequence + left,
    segments: manifest.segments.slice(excess),
  };
  return { ...trimmed, songs: songsInWindow(trimmed) };
}
