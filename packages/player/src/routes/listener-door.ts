import type { ServerResponse } from 'node:http';
import { TARGET_DURATION_SECONDS } from '../origin/target-duration.ts';
import { PlayerError, type PlayerErrorCode } from '../player-error.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';

/** What a listener's token came to. */
export type ListenerVerdict = 'admitted' | 'token-needed' | 'token-wrong' | 'token-expired';

/** Judges who may hear a station; the token is what the listener's path has, undefined where it has none. */
export type ListenerJudge = (station: string, token: string | undefined) => ListenerVerdict;

/** A path under /live without the token, so that all listeners mean the same by it. */
export interface TokenPath {
  readonly url: string;
  readonly token: string | undefined;
}

const TOKEN_PREFIX = /^\/live\/~([\w.-]{1,200})(\/.*)$/;

/**
 * Takes the token out of `/live/~TOKEN/STATION/…`. It is a folder of the path, so that playlists, which name each
 * other and their media relatively, are the same bytes for everyone and lead every player on with its own token.
 */
export function splitToken(url: string): TokenPath {
  const [, token, rest] = TOKEN_PREFIX.exec(url) ?? [];
  return token === undefined ? { url, token } : { url: `/live${rest}`, token };
}

/** A URL as it may be logged. */
export function withoutToken(url: string): string {
  return url.replace(/\/~[^/]*/, '/~…');
}

const MESSAGES: Record<Exclude<ListenerVerdict, 'admitted'>, string> = {
  'token-needed': 'is for listeners with a token, as /live/~TOKEN/STATION/…; none came',
  'token-wrong': 'is for listeners with a token; the one that came is not for it',
  'token-expired': 'is for listeners with a token; the time of the one that came is over',
};

/** @throws PlayerError `token-needed`, `token-wrong`, `token-expired` */
export function checkListener(judge: ListenerJudge, station: string, token: string | undefined): void {
  const verdict = judge(station, token);
  if (verdict === 'admitted') return;
  const code: PlayerErrorCode = verdict;
  throw new PlayerError(code, `Station "${station}" ${MESSAGES[verdict]}.`);
}

/** Says yes to an edge that asks whether somebody may listen. */
export function sendAdmission(response: ServerResponse): void {
  response.writeHead(204, ['Cache-Control', `max-age=${TARGET_DURATION_SECONDS}`, ...ALLOW_ANY_ORIGIN]);
  response.end();
}
