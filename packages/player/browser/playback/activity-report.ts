import Hls, { type FragLoadedData, type LevelDetails } from 'hls.js/light';
import type { StreamActivity } from './stream-activity.ts';
import { gridOf } from './stream-position.ts';

/** Tells `activity` what hls.js loads and plays. */
export function reportActivity(
  hls: Hls,
  activity: StreamActivity,
  nameOf: (level: number) => string | undefined,
): void {
  let heard: string | undefined;
  activity.emit({ kind: 'began', atMs: performance.now() });
  hls.on(Hls.Events.FRAG_LOADED, (_, data) => {
    const details = hls.levels[data.frag.level]?.details ?? hls.latestLevelDetails;
    if (details) reportArrival(data, details, { activity, rendition: nameOf(data.frag.level) ?? '' });
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => {
    const to = nameOf(level);
    if (to === undefined || to === heard) return;
    activity.emit({ kind: 'switched', from: heard, to, atMs: performance.now() });
    heard = to;
  });
}

function reportArrival(
  { frag, part, payload }: FragLoadedData,
  details: LevelDetails,
  { activity, rendition }: { activity: StreamActivity; rendition: string },
): void {
  const { sn: msn } = frag;
  const grid = gridOf(details);
  if (msn === 'initSegment' || grid === undefined) return;
  const { partsPerSegment } = grid;
  const arrival = {
    msn,
    partsPerSegment,
    rendition,
    bytes: payload.byteLength,
    arrivedAtMs: performance.now(),
  };
  if (part) activity.emit({ kind: 'part', part: part.index, ...arrival });
  else activity.emit({ kind: 'segment', ...arrival });
}
