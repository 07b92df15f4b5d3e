import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@ringcast/segmenter';
import type { Inquiry } from '../origin/answer.ts';
import type { Origin } from '../origin/origin.ts';
import type { StationOrigin } from '../origin/station-origin.ts';
import { PlayerError, toPlayerError } from '../player-error.ts';
import { LIVE_METHODS, sendPreflight } from './cross-origin.ts';
import {
  checkListener,
  type ListenerJudge,
  sendAdmission,
  splitToken,
  withoutToken,
} from './listener-door.ts';
import { sendAnswer } from './live-answer.ts';
import { matchLivePath, PATHS, type LiveRequest } from './paths.ts';
import { sendRefusal } from './refusal.ts';
import { requireStation } from './required-station.ts';

/**
 * Answers a request under /live, now or when what it waits for is published.
 *
 * @returns false where the path is not under /live and the request is left alone.
 */
export type LiveHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const LIVE_PREFIX = '/live/';
/** Longer than any path of ours with its directives and a few parameters that others append. */
const MAX_URL_LENGTH = 1_024;
/** Encoded characters, backslashes and steps up a folder are in none of our paths. */
const SUSPICIOUS = /%|\\|\.\.|\/\/|[^!-~]/;

/** Finds the address of whoever made a request. */
export type AddressLookup = (request: IncomingMessage) => string;

/** What the handler answers from. */
export interface LiveHandlerOptions {
  readonly origin: Origin;
  readonly addressOf: AddressLookup;
  readonly judgeListener: ListenerJudge;
  readonly logger: Logger;
}

/** Makes the handler for /live, a plain function because Koa nearly doubles what such a small answer costs. */
export function createLiveHandler(options: LiveHandlerOptions): LiveHandler {
  return (request, response) => {
    const url = request.url ?? '';
    if (!url.startsWith(LIVE_PREFIX)) return false;
    try {
      handle(options, url, { request, response });
    } catch (cause) {
      const error = toPlayerError(cause);
      if (error.code === 'internal')
        options.logger.error({ err: cause, url: withoutToken(url) }, 'a request under /live failed');
      sendRefusal(response, error, error.code === 'method-not-allowed' ? ['Allow', LIVE_METHODS] : []);
    }
    return true;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function handle(
  { origin, addressOf, judgeListener }: LiveHandlerOptions,
  fullUrl: string,
  { request, response }: Exchange,
): void {
  if (request.method === 'OPTIONS') return sendPreflight(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new PlayerError('method-not-allowed', `Here ${LIVE_METHODS} are possible; ${request.method} came.`);
  }
  // HTTP/1.1 keeps a connection without being told (RFC 9112 section 9.3), and 47 bytes a part are 2 % of it.
  response.removeHeader('Connection');
  const { url, token } = splitToken(fullUrl);
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const live = parsePath(url, path);
  const station = requireStation(origin, live.station);
  const forMs = checkListener(judgeListener, live.station, token);
  if (live.kind === 'admission') return sendAdmission(response, forMs);
  if (live.kind === 'mediaPlaylist') {
    // The address and the program tell clients apart well enough to count them.
    station.listeners.note(`${addressOf(request)} ${request.headers['user-agent']}`, live.rendition);
  }
  const inquiry = inquiryOf(live, station, queryAt === -1 ? '' : url.slice(queryAt + 1));
  const withdraw = station.serve(inquiry, (answer) => sendAnswer(request, response, answer));
  // Not when the response closes: one that stands behind another of its connection never does when that is lost.
  if (withdraw) request.on('close', withdraw);
}

function parsePath(url: string, path: string): LiveRequest {
  if (url.length > MAX_URL_LENGTH) {
    const message = `A URL here has at most ${MAX_URL_LENGTH} characters; one of ${url.length} came.`;
    throw new PlayerError('bad-path', message);
  }
  const live = matchLivePath(path);
  if (live) return live;
  const expected = `${PATHS.multivariantPlaylist}, ${PATHS.mediaPlaylist} or ${PATHS.mediaFile}`;
  throw new PlayerError(SUSPICIOUS.test(path) ? 'bad-path' : 'not-found', `A path here is ${expected}.`);
}

function inquiryOf(
  live: Exclude<LiveRequest, { kind: 'admission' }>,
  station: StationOrigin,
  query: string,
): Inquiry {
  if (live.kind === 'multivariantPlaylist') return station.multivariantPlaylist();
  if (live.kind === 'mediaPlaylist') return station.mediaPlaylist(live.rendition, query);
  return station.mediaFile(live.rendition, live.file);
}
