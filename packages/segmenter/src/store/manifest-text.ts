import { PROFILES } from '../grid.ts';
import type { Manifest, SongRange } from '../publication.ts';
import { renditionOf } from '../rendition.ts';

const INIT_NAME = /^init-[\w-]+\.mp4$/;

/** Reads what a store keeps of a station, or undefined where it is torn or something else. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return isManifest(content) ? { ...content, songs: songsOf(content.songs) } : undefined;
  } catch {
    return undefined;
  }
}

/** All that is made of a manifest without looking again: file names, counts and dates. */
function isManifest(content: unknown): content is Manifest {
  const { profile, renditions, segments } = (content ?? {}) as Partial<Record<keyof Manifest, unknown>>;
  return (
    PROFILES.some((known) => known === profile) &&
    isListOf(renditions, ({ name, init }) => isRenditionName(name) && INIT_NAME.test(String(init))) &&
    isListOf(segments, ({ msn, parts, dateMs }) => [msn, parts, dateMs].every(Number.isSafeInteger))
  );
}

/** None where an earlier version wrote the manifest; those that are damaged are left out. */
function songsOf(songs: unknown): SongRange[] {
  return Array.isArray(songs) ? (songs as unknown[]).filter(isSong) : [];
}

function isSong(song: unknown): song is SongRange {
  const { id, title, artist, startSample, startMs } = (song ?? {}) as Partial<
    Record<keyof SongRange, unknown>
  >;
  return (
    typeof id === 'string' &&
    [title, artist].every((text) => text === null || typeof text === 'string') &&
    [startSample, startMs].every(Number.isSafeInteger)
  );
}

function isListOf(list: unknown, isItem: (item: Record<string, unknown>) => boolean): boolean {
  if (!Array.isArray(list) || list.length === 0) return false;
  return (list as (Record<string, unknown> | null)[]).every((item) => item !== null && isItem(item));
}

function isRenditionName(name: unknown): boolean {
  return typeof name === 'string' && renditionOf(name) !== undefined;
}
