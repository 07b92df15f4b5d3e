import type { Rule } from './rule.ts';

/** What a server answered to a request. */
export interface HttpAnswer {
  readonly what: 'playlist' | 'media';
  readonly uri: string;
  readonly status: number;
  readonly headers: Headers;
  /** Of a playlist: whether it is one of media that goes on. */
  readonly isLive?: boolean;
}

const PLAYLIST_TYPES = [
  'application/vnd.apple.mpegurl',
  'application/x-mpegurl',
  'audio/mpegurl',
  'audio/x-mpegurl',
];
const MEDIA_TYPES: Record<string, readonly string[]> = {
  m4s: ['audio/mp4', 'video/mp4', 'video/iso.segment', 'audio/iso.segment'],
  mp4: ['audio/mp4', 'video/mp4'],
  ts: ['video/mp2t'],
  aac: ['audio/aac', 'audio/x-aac'],
  mp3: ['audio/mpeg'],
};
/** Media that a cache may keep for less than this is fetched from the server again and again. */
const SHORTEST_MEDIA_AGE_S = 10;
/** A live playlist that a cache may keep for longer is old when it is answered. */
const LONGEST_PLAYLIST_AGE_S = 15;

/** Rules for how a server answers (RFC 8216bis 4 and 6.2.1, and appendix B.1 of the caching directives). */
export const ANSWER_RULES: readonly Rule<HttpAnswer>[] = [
  {
    level: 'fault',
    why: 'What the playlist names must be there until some segments after it has left the window.',
    remedy: 'Keep segments for five target durations longer, parts for three.',
    find: ({ uri, status }) => (status < 400 ? [] : [`${uri} is answered with ${status}.`]),
  },
  {
    level: 'warning',
    why: 'iPhones stutter, and some players do not play at all, where the type is wrong.',
    remedy: 'Serve playlists as application/vnd.apple.mpegurl and .m4s and .mp4 as audio/mp4 or video/mp4.',
    find: ({ what, uri, headers, status }) => {
      const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'nothing';
      const extension = /\.(\w+)(?:\?|$)/.exec(uri)?.[1] ?? '';
      const expected = what === 'playlist' ? PLAYLIST_TYPES : MEDIA_TYPES[extension];
      return status >= 400 || expected === undefined || expected.includes(type)
        ? []
        : [`${uri} comes as ${type}; ${expected[0]} was expected.`];
    },
  },
  {
    level: 'warning',
    why: 'A page of another site cannot play it.',
    remedy: 'Send Access-Control-Allow-Origin: *.',
    find: ({ uri, headers }) =>
      headers.has('access-control-allow-origin') ? [] : [`${uri} has no Access-Control-Allow-Origin.`],
  },
  {
    level: 'warning',
    why: 'A cache between server and listeners must know what it may keep.',
    remedy: 'Let media be kept for long, and live playlists for half a target duration.',
    find: ({ what, uri, headers, status, isLive }) => {
      const age = maxAgeOf(headers);
      if (status >= 400) return [];
      if (age === undefined) return [`${uri} has no Cache-Control with max-age.`];
      if (what === 'media' && age < SHORTEST_MEDIA_AGE_S) return [`${uri} may be kept for ${age} s only.`];
      return isLive && age > LONGEST_PLAYLIST_AGE_S
        ? [`${uri}, a live playlist, may be kept for ${age} s.`]
        : [];
    },
  },
];

function maxAgeOf(headers: Headers): number | undefined {
  const text = headers.get('cache-control') ?? '';
  if (/no-store|no-cache/.test(text)) return 0;
  const age = /max-age=(\d+)/.exec(text)?.[1];
  return age === undefined ? undefined : Number(age);
}
