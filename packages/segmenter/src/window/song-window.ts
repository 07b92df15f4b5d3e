import { gridOf, SAMPLE_RATE_HZ, type Grid } from '../grid.ts';
import type { Manifest, SongRange } from '../publication.ts';

const MS_PER_SECOND = 1_000;

/** What plays, as somebody says it. */
export type Song = Pick<SongRange, 'id' | 'title' | 'artist'>;

/** A song that has its place on the timeline. */
export interface PlacedSong extends Song {
  /** Absolute number of its first sample. */
  readonly startSample: number;
}

/**
 * The manifest with songs that began. Of several in one part the last one counts. Their dates are those of the segments
 * they began in, so that a player finds the very sample.
 */
export function addSongs(manifest: Manifest, placed: readonly PlacedSong[]): Manifest {
  if (placed.length === 0) return manifest;
  const grid = gridOf(manifest.profile);
  const partOf = ({ startSample }: PlacedSong) => Math.floor(startSample / grid.partSamples);
  const lasting = placed.filter((song, index) => {
    return !placed.slice(index + 1).some((later) => partOf(later) === partOf(song));
  });
  const added = lasting.map((song) => ({ ...song, startMs: dateOf(song.startSample, manifest, grid) }));
  const songs = [...manifest.songs, ...added].toSorted((a, b) => a.startSample - b.startSample);
  return { ...manifest, songs };
}

/** The songs that lie in the window, at least in part: a song lasts until the next one begins. */
export function songsInWindow({ songs, segments, profile }: Manifest): readonly SongRange[] {
  const windowSample = (segments[0]?.msn ?? 0) * gridOf(profile).segmentSamples;
  const isOver = (index: number) => (songs[index + 1]?.startSample ?? Infinity) <= windowSample;
  return songs.some((_, index) => isOver(index)) ? songs.filter((_, index) => !isOver(index)) : songs;
}

function dateOf(sample: number, { segments }: Manifest, { segmentSamples }: Grid): number {
  const msn = Math.floor(sample / segmentSamples);
  const segment = segments.find((one) => one.msn >= msn) ?? segments.at(-1);
  if (!segment) return 0;
  return Math.round(
    segment.dateMs + ((sample - segment.msn * segmentSamples) / SAMPLE_RATE_HZ) * MS_PER_SECOND,
  );
}
