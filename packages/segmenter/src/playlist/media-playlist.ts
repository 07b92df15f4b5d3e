import { gridOf, SAMPLE_RATE_HZ, type Grid } from '../grid.ts';
import type { Manifest, WindowSegment } from '../publication.ts';
import { partName, segmentName } from '../window/media-name.ts';
import { renderSongRange } from './date-range.ts';

/** File and URL name of every media playlist. */
export const MEDIA_PLAYLIST_NAME = 'live.m3u8';

/** Complete segments whose parts are still listed, besides the open one. */
const SEGMENTS_WITH_PARTS = 2;
/** HOLD-BACK is at least three target durations (RFC 8216bis 4.4.3.8), PART-HOLD-BACK three part targets (Apple). */
const HOLD_BACK_FACTOR = 3;

const SHARED_BODIES = new WeakMap<Manifest, string>();

/** EXT-X-TARGETDURATION of a grid in whole seconds: 2 in every profile. */
export function targetDurationSeconds(grid: Grid): number {
  return Math.ceil(grid.segmentSamples / SAMPLE_RATE_HZ);
}

/** How far behind the end of a playlist its players stay at least, in samples. */
export function holdBackSamples(grid: Grid): number {
  const unit = grid.isLowLatency ? grid.partSamples : targetDurationSeconds(grid) * SAMPLE_RATE_HZ;
  return HOLD_BACK_FACTOR * unit;
}

/**
 * The media playlist of one rendition (RFC 8216bis 4.4.3–4.4.5), a pure function of the manifest: every server
 * that holds the manifest writes the same bytes.
 *
 * @param renditionName one of the manifest's.
 */
export function renderMediaPlaylist(manifest: Manifest, renditionName: string): string {
  const grid = gridOf(manifest.profile);
  const lines = [
    ...headOf(manifest, grid, renditionName),
    sharedBodyOf(manifest, grid),
    ...(manifest.hasEnded ? ['#EXT-X-ENDLIST'] : liveTailOf(manifest, grid, renditionName)),
  ];
  return `${lines.join('\n')}\n`;
}

function headOf(manifest: Manifest, grid: Grid, renditionName: string): string[] {
  const targetSeconds = targetDurationSeconds(grid);
  const init = manifest.renditions.find(({ name }) => name === renditionName)?.init ?? '';
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${targetSeconds}`,
    ...(grid.isLowLatency ? deliveryOf(grid, targetSeconds) : []),
    `#EXT-X-MEDIA-SEQUENCE:${manifest.segments[0]?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${manifest.discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${init}"`,
  ];
}

/** Without parts it is left out: HOLD-BACK is three target durations by default. */
function deliveryOf(grid: Grid, targetSeconds: number): string[] {
  const holdBack = (HOLD_BACK_FACTOR * targetSeconds).toFixed(3);
  const partHoldBack = seconds(holdBackSamples(grid));
  return [
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=${holdBack},PART-HOLD-BACK=${partHoldBack}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(grid.partSamples)}`,
  ];
}

/** The segments, which are the same in every rendition; rendered once, as a manifest never changes. */
function sharedBodyOf(manifest: Manifest, grid: Grid): string {
  const known = SHARED_BODIES.get(manifest);
  if (known !== undefined) return known;
  const body = segmentsOf(manifest, grid).join('\n');
  SHARED_BODIES.set(manifest, body);
  return body;
}

function segmentsOf({ segments, songs }: Manifest, grid: Grid): string[] {
  const complete = segments.filter(({ isComplete }) => isComplete).length;
  return segments.flatMap((segment, index) => {
    const showsParts = grid.isLowLatency && index >= complete - SEGMENTS_WITH_PARTS;
    return [
      ...(segment.hasDiscontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
      ...rangesOf(index, { segments, songs }, grid),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.dateMs).toISOString()}`,
      ...(showsParts ? partsOf(segment, grid) : []),
      ...(segment.isComplete
        ? [`#EXTINF:${seconds(segment.parts * grid.partSamples)},`, segmentName(segment.msn)]
        : []),
    ];
  });
}

/** The songs that begin in a segment; before the first one, those too that began earlier. */
function rangesOf(index: number, { segments, songs }: Pick<Manifest, 'segments' | 'songs'>, grid: Grid) {
  const startOf = (at: number) => (segments[at]?.msn ?? Infinity) * grid.segmentSamples;
  const [start, end] = [index === 0 ? -Infinity : startOf(index), startOf(index + 1)];
  return songs
    .filter(({ startSample }) => startSample >= start && startSample < end)
    .map((song) => renderSongRange(song));
}

function partsOf({ msn, parts }: WindowSegment, grid: Grid): string[] {
  const duration = seconds(grid.partSamples);
  return Array.from(
    { length: parts },
    (_, part) => `#EXT-X-PART:DURATION=${duration},URI="${partName(msn, part)}",INDEPENDENT=YES`,
  );
}

function liveTailOf(manifest: Manifest, grid: Grid, renditionName: string): string[] {
  const last = manifest.segments.at(-1);
  if (!grid.isLowLatency || !last) return [];
  const next = last.isComplete ? partName(last.msn + 1, 0) : partName(last.msn, last.parts);
  const reports = manifest.renditions
    .filter(({ name }) => name !== renditionName)
    .map(
      ({ name }) =>
        `#EXT-X-RENDITION-REPORT:URI="../${name}/${MEDIA_PLAYLIST_NAME}",LAST-MSN=${last.msn},LAST-PART=${last.parts - 1}`,
    );
  return [`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}"`, ...reports];
}

/** Every duration is a whole number of 64 ms steps, so three decimals are exact. */
function seconds(samples: number): string {
  return (samples / SAMPLE_RATE_HZ).toFixed(3);
}
