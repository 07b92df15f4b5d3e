import type { ServerResponse } from 'node:http';

/** Any page may play a station, so its media and playlists are for all origins. A header's name and value. */
export const ALLOW_ANY_ORIGIN = ['Access-Control-Allow-Origin', '*'] as const;

/**
 * Says of a part that something else plays from it on, which the playlist tells: a listener that goes from part to part
 * without asking for the playlist does so now.
 */
export const SONG_HEADER = [
  'Ringcast-Song',
  'begins',
  'Access-Control-Expose-Headers',
  'Ringcast-Song',
] as const;

/** What may be done under /live. */
export const LIVE_METHODS = 'GET, HEAD, OPTIONS';

const PREFLIGHT_CACHE_SECONDS = 86_400;

/** Answers a browser that asks whether another site's page may send Range and conditions. */
export function sendPreflight(response: ServerResponse): void {
  response.writeHead(204, [
    ...ALLOW_ANY_ORIGIN,
    'Access-Control-Allow-Methods',
    LIVE_METHODS,
    'Access-Control-Allow-Headers',
    '*',
    'Access-Control-Max-Age',
    PREFLIGHT_CACHE_SECONDS,
  ]);
  response.end();
}
