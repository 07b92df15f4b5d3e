import { parseMediaPlaylist } from './strict-playlist.ts';
import { nextPartOf } from './playlist-follower.ts';

/** Lines that say the same as long as a playlist lives. */
const FROZEN =
  /^#EXT-X-(VERSION|TARGETDURATION|SERVER-CONTROL|PART-INF|MAP|INDEPENDENT-SEGMENTS|DISCONTINUITY-SEQUENCE)/;
/**
 * A segment of which a server published a part in its last milliseconds, and did not come to write it, begins anew
 * after a kill, and its date is known that well.
 */
const DATE_TOLERANCE_MS = 3;
/** Lines that differ from rendition to rendition. */
const OWN = /^#EXT-X-(MAP|RENDITION-REPORT)/;

/** What was said of a segment so far. */
interface KnownSegment {
  readonly dateMs: number;
  readonly durationS: number | undefined;
  readonly parts: readonly string[];
}

/** Remembers the media playlists of one station, snapshot by snapshot, and notes where one contradicts another. */
export class PlaylistLedger {
  /** What is wrong, in words. */
  readonly faults: string[] = [];
  /** Playlists noted so far. */
  snapshots = 0;
  readonly #frozen = new Map<string, string>();
  readonly #segments = new Map<number, KnownSegment>();
  readonly #texts = new Map<string, string>();
  readonly #firstMsn = new Map<string, number>();
  /** EXT-X-DATERANGE by its ID. */
  readonly #ranges = new Map<string, string>();

  /** Takes a snapshot of one rendition's playlist. Throws where hls-parser in strict mode does. */
  note(rendition: string, text: string): void {
    const playlist = parseMediaPlaylist(text);
    this.snapshots += 1;
    const lines = text.split('\n');
    this.#expectSame(
      this.#frozen,
      rendition,
      lines.filter((line) => FROZEN.test(line)).join('\n'),
      'frozen lines',
    );
    const firstMsn = playlist.mediaSequenceBase ?? 0;
    if (firstMsn < (this.#firstMsn.get(rendition) ?? 0))
      this.#fault(rendition, 'the media sequence went back');
    this.#firstMsn.set(rendition, firstMsn);
    for (const [index, segment] of playlist.segments.entries()) {
      const parts = segment.parts.filter((part) => !part.hint).map((part) => part.uri);
      // hls-parser counts a hint for the next segment as a segment.
      if (!segment.uri && parts.length === 0) continue;
      const dateMs = segment.programDateTime?.getTime() ?? Number.NaN;
      const durationS = segment.uri ? segment.duration : undefined;
      this.#noteSegment(rendition, firstMsn + index, { dateMs, durationS, parts });
    }
    this.#noteRanges(rendition, lines);
    this.#compareRenditions(rendition, text, lines);
  }

  /** At the same part, all renditions say the same of segments, parts and dates. */
  #compareRenditions(rendition: string, text: string, lines: readonly string[]): void {
    const next = nextPartOf(text);
    const moment = next ? `before ${next.msn}.${next.part}` : 'at the end';
    const common = lines.filter((line) => !OWN.test(line)).join('\n');
    this.#expectSame(this.#texts, moment, common, `${rendition} and another rendition`);
    if (!next) return;
    const last = lines.findLast((line) => line.startsWith('#EXT-X-PART:')) ?? '';
    const [, msn, part] = /URI="(\d+)\.(\d+)\.m4s"/.exec(last) ?? [];
    const reports = lines.filter((line) => line.startsWith('#EXT-X-RENDITION-REPORT:'));
    const wrong = reports.find((line) => !line.endsWith(`LAST-MSN=${msn},LAST-PART=${part}`));
    if (wrong) this.#fault(rendition, `${wrong} is reported after part ${msn}.${part}`);
  }

  /** A range never changes, and goes only once the next one began before the window. */
  #noteRanges(rendition: string, lines: readonly string[]): void {
    const ranges = lines.filter((line) => line.startsWith('#EXT-X-DATERANGE:'));
    const ids = ranges.map((line) => /ID="([^"]*)"/.exec(line)?.[1] ?? '');
    if (new Set(ids).size < ids.length) this.#fault(rendition, `a range came twice: ${ids.join(' ')}`);
    for (const [index, id] of ids.entries())
      this.#expectSame(this.#ranges, id, ranges[index] ?? '', 'a range');
    const windowMs = Date.parse(/PROGRAM-DATE-TIME:(.*)/.exec(lines.join('\n'))?.[1] ?? '');
    const all = [...this.#ranges.values()].toSorted((a, b) => startMsOf(a) - startMsOf(b));
    for (const [index, range] of all.entries()) {
      const next = all[index + 1];
      const isOver = next !== undefined && startMsOf(next) <= windowMs;
      if (!isOver && !ranges.includes(range)) this.#fault(rendition, `a range is missing: ${range}`);
    }
  }

  #noteSegment(rendition: string, msn: number, said: KnownSegment): void {
    const known = this.#segments.get(msn);
    const durationS = said.durationS ?? known?.durationS;
    const longest = said.parts.length > (known?.parts.length ?? 0) ? said.parts : (known?.parts ?? []);
    this.#segments.set(msn, { dateMs: said.dateMs, durationS, parts: longest });
    if (!known) return;
    const changeMs = Math.abs(known.dateMs - said.dateMs);
    if (changeMs > DATE_TOLERANCE_MS)
      this.#fault(rendition, `the date of segment ${msn} changed by ${changeMs} ms`);
    if (known.durationS !== undefined && known.durationS !== durationS) {
      this.#fault(
        rendition,
        `the duration of segment ${msn} changed from ${known.durationS} to ${durationS}`,
      );
    }
    const isPrefix = said.parts.every(
      (uri, index) => uri === longest[index] && uri === `${msn}.${index}.m4s`,
    );
    if (!isPrefix) this.#fault(rendition, `the parts of segment ${msn} changed: ${said.parts.join(' ')}`);
  }

  #expectSame(known: Map<string, string>, key: string, said: string, what: string): void {
    const before = known.get(key) ?? said;
    known.set(key, before);
    if (before !== said) this.#fault(key, `${what} differ:\n${before}\n---\n${said}`);
  }

  #fault(where: string, what: string): void {
    this.faults.push(`${where}: ${what}`);
  }
}

function startMsOf(range: string): number {
  return Date.parse(/START-DATE="([^"]*)"/.exec(range)?.[1] ?? '');
}
