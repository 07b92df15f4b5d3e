/**
 * Every path of the player. The ones under /live are answered beside Koa (`live-handler.ts`), because they come
 * several times a second from every listener; the others by the router (`router.ts`).
 */
export const PATHS = {
  /** Whether the one who asks may hear the station; for an edge that answers from its cache. */
  admission: '/live/:station',
  /** Multivariant playlist. */
  multivariantPlaylist: '/live/:station/master.m3u8',
  /** Media playlist; takes `_HLS_msn` and `_HLS_part`. */
  mediaPlaylist: '/live/:station/:rendition/live.m3u8',
  /** Part, segment or initialization section. */
  mediaFile: '/live/:station/:rendition/:file',

  /** The player's page where there is one station, else the list of them. */
  home: '/',
  /** The player's page. */
  listen: '/listen/:station',
  /** The player's page for the frame of another site. */
  embed: '/embed/:station',
  /** Scripts and styles of the pages; `player.js` may be used by other sites. */
  assets: '/assets/player/*file',

  /** State of all stations. */
  stations: '/api/stations',
  /** State of one station. */
  station: '/api/stations/:station',
  /** The server's clock. */
  time: '/api/time',
} as const;

/** A request under /live. */
export type LiveRequest =
  | { readonly kind: 'admission'; readonly station: string }
  | { readonly kind: 'multivariantPlaylist'; readonly station: string }
  | { readonly kind: 'mediaPlaylist'; readonly station: string; readonly rendition: string }
  | {
      readonly kind: 'mediaFile';
      readonly station: string;
      readonly rendition: string;
      readonly file: string;
    };

/** No character that means something to a file system or a URL parser can be in any of them. */
const PARAMETERS: Record<string, string> = {
  station: '[a-z0-9][a-z0-9-]{0,62}',
  rendition: '[a-z0-9][a-z0-9-]{0,62}',
  file: '[A-Za-z0-9][A-Za-z0-9.-]{0,79}',
};

const ADMISSION = patternOf(PATHS.admission);
const MULTIVARIANT_PLAYLIST = patternOf(PATHS.multivariantPlaylist);
const MEDIA_PLAYLIST = patternOf(PATHS.mediaPlaylist);
const MEDIA_FILE = patternOf(PATHS.mediaFile);

/** Reads a path under /live as it came, without decoding; undefined where it is none of them. */
export function matchLivePath(path: string): LiveRequest | undefined {
  const playlist = MEDIA_PLAYLIST.exec(path);
  if (playlist) return { kind: 'mediaPlaylist', station: playlist[1] ?? '', rendition: playlist[2] ?? '' };
  const file = MEDIA_FILE.exec(path);
  if (file) {
    return { kind: 'mediaFile', station: file[1] ?? '', rendition: file[2] ?? '', file: file[3] ?? '' };
  }
  const multivariant = MULTIVARIANT_PLAYLIST.exec(path);
  if (multivariant) return { kind: 'multivariantPlaylist', station: multivariant[1] ?? '' };
  const admission = ADMISSION.exec(path);
  return admission ? { kind: 'admission', station: admission[1] ?? '' } : undefined;
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replace(/:(\w+)/g, (_, name: string) => `(${PARAMETERS[name] ?? '[^/]+'})`);
  return new RegExp(`^${source}$`);
}
