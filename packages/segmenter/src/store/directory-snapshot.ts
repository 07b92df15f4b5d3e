import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, MediaFile, Publication } from '../publication.ts';
import { mediaFilesOf } from '../window/media-list.ts';
import { compareEdges, EDGE_FOLDER, parseMarkerName } from './edge-marker.ts';
import { parseManifest } from './manifest-text.ts';

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
  const unread = mediaFilesOf(manifest).filter(({ rendition, name }) => !known.has(`${rendition}/${name}`));
  const media = await Promise.all(unread.map((file) => readMedia(stationFolder, file)));
  return { manifest, media: media.filter((file) => file !== undefined) };
}

/** What a former process left of a station, no more than is in the folder; undefined where that is nothing usable. */
export async function readWhatIsLeft(stationFolder: string): Promise<Publication | undefined> {
  const marker = await newestMarkerOf(stationFolder);
  return marker ? readPublication(stationFolder, marker) : undefined;
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch {
    // Gone: a newer marker follows, or the station begins anew.
    return undefined;
  }
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
