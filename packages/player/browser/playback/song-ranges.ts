/** What plays from a moment of the stream on, until the next one begins. */
export interface SongRange {
  /** Undefined where nothing is known to play from here on. */
  readonly title: string | undefined;
  readonly artist: string | undefined;
  /** When its first sample was captured, in ms since the Unix epoch: as EXT-X-PROGRAM-DATE-TIME has it. */
  readonly startMs: number;
}

/** What is heard at a moment, and when that changes. */
export interface HeardSong {
  readonly song: SongRange | undefined;
  /** When the next one begins, by the date of the sound; undefined where none is known. */
  readonly nextMs: number | undefined;
}

/** An EXT-X-DATERANGE, as hls.js has it. */
interface ParsedRange {
  readonly class: string;
  readonly startDate: Date;
  readonly attr: Readonly<Record<string, string | undefined>>;
}

const SONG_CLASS = 'ringcast.song';

/** The songs among a playlist's date ranges, in order; undefined without a playlist. */
export function songRangesOf(
  ranges: Readonly<Record<string, ParsedRange | undefined>> | undefined,
): SongRange[] | undefined {
  if (!ranges) return undefined;
  return Object.values(ranges)
    .filter((range) => range?.class === SONG_CLASS)
    .map((range) => ({
      title: range?.attr['X-TITLE'],
      artist: range?.attr['X-ARTIST'],
      startMs: range?.startDate.getTime() ?? Number.NaN,
    }))
    .toSorted((a, b) => a.startMs - b.startMs);
}

/** What is heard of songs when the sound of a date is. */
export function songAt(songs: readonly SongRange[], dateMs: number): HeardSong {
  return {
    song: songs.findLast(({ startMs }) => startMs <= dateMs),
    nextMs: songs.find(({ startMs }) => startMs > dateMs)?.startMs,
  };
}
