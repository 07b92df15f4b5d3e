/** A part's place on the stream's timeline. */
export interface PartPlace {
  /** Media sequence number of its segment. */
  readonly msn: number;
  /** Index in its segment, from 0. */
  readonly part: number;
}

const HINT = /^#EXT-X-PRELOAD-HINT:TYPE=PART,URI="(\d+)\.(\d+)\.m4s"$/m;
const PART = /^#EXT-X-PART:.*URI="(\d+)\.(\d+)\.m4s"/gm;
const PART_TARGET = /^#EXT-X-PART-INF:.*PART-TARGET=([\d.]+)/m;
const MAP = /^#EXT-X-MAP:URI="([^"]+)"$/m;
const EXTINF = /^#EXTINF:([\d.]+),$/gm;

/** The part that comes next, by a playlist's EXT-X-PRELOAD-HINT (RFC 8216bis section 4.4.5.3) of this server's form. */
export function hintOf(playlist: string): PartPlace | undefined {
  const [, msn, part] = HINT.exec(playlist) ?? [];
  return msn === undefined ? undefined : { msn: Number(msn), part: Number(part) };
}

/** The parts right before the hint that a playlist lists, oldest first, no more than `most`. */
export function partsBeforeHint(playlist: string, most: number): PartPlace[] {
  const listed = Array.from(playlist.matchAll(PART), ([, msn, part]) => ({
    msn: Number(msn),
    part: Number(part),
  }));
  return listed.slice(-most);
}

/** URI of a playlist's initialization section. */
export function mapOf(playlist: string): string | undefined {
  return MAP.exec(playlist)?.[1];
}

/** Parts of a whole segment; undefined where the playlist shows no parts or no whole segment. */
export function partsPerSegmentOf(playlist: string): number | undefined {
  const partTargetS = Number(PART_TARGET.exec(playlist)?.[1]);
  const segmentS = segmentDurationOf(playlist);
  return partTargetS > 0 && segmentS > 0 ? Math.round(segmentS / partTargetS) : undefined;
}

/** Duration of a whole segment, in s; 0 where the playlist shows none. One that was broken off is shorter. */
function segmentDurationOf(playlist: string): number {
  return Math.max(0, ...[...playlist.matchAll(EXTINF)].map(([, durationS]) => Number(durationS)));
}

/**
 * The playlist as the server publishes it once the hinted part is there, which spares the listener asking for it.
 * Undefined for the first part of a segment: its date is the server's to say, so one true playlist comes with each.
 */
export function extendByHint(playlist: string): string | undefined {
  const hint = hintOf(playlist);
  const partsPerSegment = partsPerSegmentOf(playlist);
  const partTarget = PART_TARGET.exec(playlist)?.[1];
  if (hint === undefined || hint.part === 0 || partsPerSegment === undefined) return undefined;
  const { msn, part } = hint;
  const lines = [`#EXT-X-PART:DURATION=${partTarget},URI="${msn}.${part}.m4s",INDEPENDENT=YES`];
  const isLast = part === partsPerSegment - 1;
  if (isLast) lines.push(`#EXTINF:${segmentDurationOf(playlist).toFixed(3)},`, `${msn}.m4s`);
  const next = isLast ? `${msn + 1}.0` : `${msn}.${part + 1}`;
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}.m4s"`);
  const head = playlist.slice(0, HINT.exec(playlist)?.index);
  const reports = playlist
    .split('\n')
    .filter((line) => line.startsWith('#EXT-X-RENDITION-REPORT:'))
    .map((line) => line.replace(/LAST-MSN=\d+,LAST-PART=\d+/, `LAST-MSN=${msn},LAST-PART=${part}`));
  return `${head}${[...lines, ...reports].join('\n')}\n`;
}

/** A rendition's name and the URI of its initialization section. */
export interface TwinName {
  readonly rendition: string;
  readonly map: string;
}

/** The playlist of another rendition: all are cut alike, so they differ in no more than these names. */
export function twinOf(playlist: string, from: string, to: TwinName): string {
  return playlist
    .replace(MAP, `#EXT-X-MAP:URI="${to.map}"`)
    .replaceAll(`URI="../${to.rendition}/live.m3u8"`, `URI="../${from}/live.m3u8"`);
}

const PART_TAGS = /^#EXT-X-(?:PART|PART-INF|PRELOAD-HINT|RENDITION-REPORT):.*\n/gm;

/** The playlist without its parts, the open segment included: what is left is loaded in whole segments. */
export function withoutParts(playlist: string): string {
  return playlist
    .replaceAll(PART_TAGS, '')
    .replace(/,PART-HOLD-BACK=[\d.]+/, '')
    .replace(/#EXT-X-PROGRAM-DATE-TIME:.*\n(?!#EXTINF)/, '');
}
