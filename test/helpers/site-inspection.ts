import { parseMediaPlaylist, parseMultivariantPlaylist } from './strict-playlist.ts';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const RENDITION_FILE = /^(live\.m3u8|init-[\w-]+\.mp4|\d+(\.\d+)?\.m4s)$/;

/** What a media file must be like. */
export type ExpectedSize = (rendition: string, name: string) => number | undefined;

/**
 * Looks at a station's folder as a player would that comes by now: every playlist is there and valid, and every file it
 * names is there and whole. Returns what is wrong, in words.
 *
 * @param sizeOf how large a file must be; undefined where any size will do.
 */
export async function inspectSite(folder: string, sizeOf: ExpectedSize = () => undefined): Promise<string[]> {
  const master = parseMultivariantPlaylist(await readFile(join(folder, 'master.m3u8'), 'utf8'));
  const entries = (await readdir(folder)).filter((name) => name !== 'master.m3u8' && name !== 'edge');
  const missing = master.variants
    .map(({ uri }) => uri.split('/')[0] ?? '')
    .filter((rendition) => !entries.includes(rendition));
  const faults = await Promise.all(entries.map(async (name) => inspectRendition(folder, name, sizeOf)));
  return [...missing.map((rendition) => `there is no folder of ${rendition}`), ...faults.flat()];
}

async function inspectRendition(folder: string, rendition: string, sizeOf: ExpectedSize): Promise<string[]> {
  const playlist = await readFile(join(folder, rendition, 'live.m3u8'), 'utf8');
  parseMediaPlaylist(playlist);
  const names = await readdir(join(folder, rendition));
  const strange = names
    .filter((name) => !RENDITION_FILE.test(name))
    .map((name) => `${rendition}/${name} is strange`);
  const files = await Promise.all(
    namesIn(playlist).map(async (name) => {
      const size = await stat(join(folder, rendition, name)).then(
        (found) => found.size,
        () => undefined,
      );
      if (size === undefined) return [`${rendition}/${name} is named and not there`];
      const expected = sizeOf(rendition, name) ?? size;
      return size === expected ? [] : [`${rendition}/${name} has ${size} bytes of ${expected}`];
    }),
  );
  return [...strange, ...files.flat()];
}

function namesIn(playlist: string): string[] {
  const tags = playlist.matchAll(/^#EXT-X-(?:PART|MAP):.*URI="([^"]+)"/gm);
  const segments = playlist.matchAll(/^([^#\s]+)$/gm);
  return [...tags, ...segments].map(([, name = '']) => name);
}
