import type { LevelDetails } from 'hls.js/light';
import type { StreamSnapshot } from './stream-activity.ts';

/** How a playlist counts. */
export interface StreamGrid {
  readonly segmentMs: number;
  /** 1 where there are no parts. */
  readonly partsPerSegment: number;
}

/** A segment of 1.92 s in parts of 0.192 s may come out as 9.9999 of them. */
export function gridOf(details: LevelDetails): StreamGrid | undefined {
  const segmentS = details.fragments[0]?.duration;
  if (segmentS === undefined || segmentS <= 0) return undefined;
  const partsPerSegment = details.partList?.length ? Math.round(segmentS / details.partTarget) : 1;
  return { segmentMs: segmentS * 1_000, partsPerSegment };
}

/** Where a media time lies, as a media sequence number with a fraction. */
function positionOf(timeS: number, details: LevelDetails): number | undefined {
  const first = details.fragments[0];
  return first && first.sn + (timeS - first.start) / first.duration;
}

/** The part that is being made: the one after the last in the playlist. */
function partInTheMaking(
  details: LevelDetails,
  { partsPerSegment }: StreamGrid,
): Pick<StreamSnapshot, 'edgeMsn' | 'edgePart'> {
  const next = details.lastPartIndex + 1;
  const isInNewSegment = next === 0 || next >= partsPerSegment;
  return isInNewSegment
    ? { edgeMsn: details.lastPartSn + 1, edgePart: 0 }
    : { edgeMsn: details.lastPartSn, edgePart: next };
}

/** Media times to be placed; undefined where not known. */
export interface MediaTimes {
  readonly playheadS: number;
  readonly bufferedMs: number;
  readonly edgeS: number | undefined;
}

/** The part of a snapshot that follows from a playlist; empty until there is one. */
export function placesOf(
  details: LevelDetails | null | undefined,
  times: MediaTimes,
): Partial<StreamSnapshot> {
  const grid = details && gridOf(details);
  if (!details || !grid) return {};
  const { playheadS, bufferedMs, edgeS } = times;
  return {
    ...grid,
    ...partInTheMaking(details, grid),
    windowStartMsn: details.startSN,
    playheadPosition: positionOf(playheadS, details),
    bufferedPosition: positionOf(playheadS + bufferedMs / 1_000, details),
    edgePosition: edgeS === undefined ? undefined : positionOf(edgeS, details),
  };
}
