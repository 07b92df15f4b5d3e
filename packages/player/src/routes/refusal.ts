import type { ServerResponse } from 'node:http';
import { TARGET_DURATION_SECONDS } from '../origin/target-duration.ts';
import type { PlayerError, PlayerErrorCode } from '../player-error.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';

interface Refusal {
  readonly status: number;
  /** How long a cache may keep it; 0 where the next moment may change it. */
  readonly cachedTargetDurations: number;
}

const REFUSALS: Record<PlayerErrorCode, Refusal> = {
  'bad-path': { status: 400, cachedTargetDurations: 4 },
  'not-found': { status: 404, cachedTargetDurations: 1 },
  'method-not-allowed': { status: 405, cachedTargetDurations: 0 },
  'unknown-station': { status: 404, cachedTargetDurations: 1 },
  'unknown-rendition': { status: 404, cachedTargetDurations: 1 },
  'off-air': { status: 404, cachedTargetDurations: 1 },
  'token-needed': { status: 403, cachedTargetDurations: 0 },
  'token-wrong': { status: 403, cachedTargetDurations: 0 },
  'token-expired': { status: 403, cachedTargetDurations: 0 },
  'unknown-media': { status: 404, cachedTargetDurations: 4 },
  // Kept by a cache, it would hide the file from everyone once it is there.
  'media-not-yet': { status: 404, cachedTargetDurations: 0 },
  'range-not-satisfiable': { status: 416, cachedTargetDurations: 0 },
  'bad-directive': { status: 400, cachedTargetDurations: 4 },
  'too-far-ahead': { status: 400, cachedTargetDurations: 1 },
  'blocked-too-long': { status: 503, cachedTargetDurations: 1 },
  'too-many-waiting': { status: 503, cachedTargetDurations: 0 },
  'pages-not-built': { status: 503, cachedTargetDurations: 0 },
  closing: { status: 503, cachedTargetDurations: 0 },
  internal: { status: 500, cachedTargetDurations: 0 },
};

/** The HTTP status of an error. */
export function statusOf({ code }: PlayerError): number {
  return REFUSALS[code].status;
}

/** What is sent as JSON: a word for programs and a sentence for people. */
export function bodyOf({ code, message }: PlayerError): { code: PlayerErrorCode; message: string } {
  return { code, message };
}

/** Sends an error beside Koa. `moreHeaders` are names and values in turn. */
export function sendRefusal(
  response: ServerResponse,
  error: PlayerError,
  moreHeaders: readonly string[] = [],
): void {
  const body = Buffer.from(JSON.stringify(bodyOf(error)));
  response.writeHead(statusOf(error), [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    body.length,
    'Cache-Control',
    cacheControlOf(error),
    'X-Content-Type-Options',
    'nosniff',
    ...ALLOW_ANY_ORIGIN,
    ...moreHeaders,
  ]);
  response.end(body);
}

/** Cache-Control of an error (RFC 8216bis appendix B: one to four target durations). */
function cacheControlOf({ code }: PlayerError): string {
  const seconds = REFUSALS[code].cachedTargetDurations * TARGET_DURATION_SECONDS;
  return seconds === 0 ? 'no-store' : `max-age=${seconds}`;
}
