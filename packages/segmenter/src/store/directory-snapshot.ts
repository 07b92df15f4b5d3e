import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROFILES } from '../grid.ts';
import type { Manifest, MediaFile, Publication, SongRange } from '../publication.ts';
import { renditionOf } from '../rendition.ts';
import { mediaNamesOf } from '../window/media-list.ts';
import { parseMediaName } from '../window/media-name.ts';
import { compareEdges, EDGE_FOLDER, parseMarkerName } from './edge-marker.ts';

const INIT_NAME = /^init-[\w-]+\.mp4$/;

/** The newest edge marker of a station's folder, or undefined where there is none. */
export async function newestMarkerOf(stationFolder: string): Promise<string | undefined> {
  const names = await readdir(join(stationFolder, EDGE_FOLDER)).catch(() => []);
  const markers = names.flatMap((name) => {
    const edge = parseMarkerName(name);
    return edge ? [{ name, edge }] : [];
  });
  return markers.toSorted((a, b) => compareEdges(a.edge, b.edge)).at(-1)?.name;
}

/**
 * Reads what a marker of a station's folder speaks of, or undefined where it is gone or damaged.
 *
 * @param known files that need not be read again, as `RENDITION/NAME`.
 */
export async function readPublication(
  stationFolder: string,
  marker: string,
  known: ReadonlySet<string> = new Set(),
): Promise<Publication | undefined> {
  const manifest = await readManifest(join(stationFolder, EDGE_FOLDER, marker));
  if (!manifest) return undefined;
  const names = mediaNamesOf(manifest);
  const wanted = manifest.renditions.flatMap((rendition) =>
    [rendition.init, ...names].map((name) => ({ rendition: rendition.name, name })),
  );
  const unread = wanted.filter(({ rendition, name }) => !known.has(`${rendition}/${name}`));
  const media = await Promise.all(unread.map((file) => readMedia(stationFolder, file)));
  return { manifest, media: media.filter((file) => file !== undefined) };
}

/** What a former process left of a station, or undefined where it left nothing usable. */
export async function readLastPublication(stationFolder: string): Promise<Publication | undefined> {
  const marker = await newestMarkerOf(stationFolder);
  const publication = marker ? await readPublication(stationFolder, marker) : undefined;
  return publication && withOpenSegments(publication);
}

/** A broadcast that was cut off has parts of a segment that never became whole: their bytes are its bytes. */
function withOpenSegments({ manifest, media }: Publication): Publication {
  const open = manifest.segments.at(-1);
  if (!open || open.isComplete) return { manifest, media };
  const segments = manifest.renditions.map(({ name }): MediaFile => {
    const parts = media.filter((file) => file.rendition === name && isPartOf(file.name, open.msn));
    return {
      rendition: name,
      name: `${open.msn}.m4s`,
      bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
    };
  });
  return { manifest, media: [...media, ...segments] };
}

function isPartOf(name: string, msn: number): boolean {
  const media = parseMediaName(name);
  return media?.msn === msn && media.part !== undefined;
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isManifest(content) ? { ...content, songs: songsOf(content.songs) } : undefined;
  } catch {
    // Gone or torn: a newer marker follows, or the station begins anew.
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

async function readMedia(
  stationFolder: string,
  { rendition, name }: { rendition: string; name: string },
): Promise<MediaFile | undefined> {
  try {
    return { rendition, name, bytes: await readFile(join(stationFolder, rendition, name)) };
  } catch {
    // Removed since the manifest was written.
    return undefined;
  }
}
