import type { ServerResponse } from 'node:http';
import { PlayerError } from '../player-error.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';

/** What a listener's token came to. */
export type ListenerVerdict =
  /** `forMs`: how long it holds from now on. */
  | { readonly kind: 'admitted'; readonly forMs: number }
  | { readonly kind: 'token-needed' | 'token-wrong' | 'token-expired' };

/** For a station that everyone may hear. */
export const ADMITTED: ListenerVerdict = { kind: 'admitted', forMs: Infinity };

/** Judges who may hear a station; the token is what the listener's path has, undefined where it has none. */
export type ListenerJudge = (station: string, token: string | undefined) => ListenerVerdict;

/** A path under /live without the token, so that all listeners mean the same by it. */
export interface TokenPath {
  readonly url: string;
  readonly token: string | undefined;
}

/** After a change of the settings an edge may go on for so long. */
const MAX_ADMISSION_SECONDS = 60;
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

const MESSAGES: Record<Exclude<ListenerVerdict['kind'], 'admitted'>, string> = {
  'token-needed': 'is for listeners with a token, as /live/~TOKEN/STATION/…; none came',
  'token-wrong': 'is for listeners with a token; the one that came is not for it',
  'token-expired': 'is for listeners with a token; the time of the one that came is over',
};

/**
 * How long a listener may hear a station from now on, in ms.
 *
 * @throws PlayerError `token-needed`, `token-wrong`, `token-expired`
 */
export function checkListener(judge: ListenerJudge, station: string, token: string | undefined): number {
  const verdict = judge(station, token);
  if (verdict.kind === 'admitted') return verdict.forMs;
  throw new PlayerError(verdict.kind, `Station "${station}" ${MESSAGES[verdict.kind]}.`);
}

/** Says yes to an edge that asks whether somebody may listen, and for how long. */
export function sendAdmission(response: ServerResponse, forMs: number): void {
  const seconds = Math.min(MAX_ADMISSION_SECONDS, Math.floor(forMs / 1_000));
  response.writeHead(204, ['Cache-Control', `max-age=${seconds}`, ...ALLOW_ANY_ORIGIN]);
  response.end();
}
