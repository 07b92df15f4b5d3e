import type { IncomingMessage, ServerResponse } from 'node:http';
import fresh from 'fresh';
import type { StoredMedia } from '../origin/stored-media.ts';
import { PlayerError } from '../player-error.ts';
import { selectBytes, type Selection } from './byte-range.ts';
import { ALLOW_ANY_ORIGIN, SONG_HEADER } from './cross-origin.ts';
import { sendRefusal } from './refusal.ts';

/** A media name is never used twice, so every cache may keep what it names for ever. */
const MEDIA_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** Sends a media file, in the order of RFC 9110 13.2.2: conditions first, then the range. */
export function sendMedia(request: IncomingMessage, response: ServerResponse, media: StoredMedia): void {
  if (isFresh(request, media)) {
    response.writeHead(304, validatorsOf(media));
    response.end();
    return;
  }
  const selection = selectionOf(request, media);
  if (selection === 'unsatisfiable') return refuseRange(request, response, media);
  if (selection === 'whole') {
    response.writeHead(200, ['Content-Length', media.bytes.length, ...representationOf(media)]);
    response.end(media.bytes);
    return;
  }
  const { start, end } = selection;
  response.writeHead(206, [
    'Content-Length',
    end - start + 1,
    'Content-Range',
    `bytes ${start}-${end}/${media.bytes.length}`,
    ...representationOf(media),
  ]);
  response.end(media.bytes.subarray(start, end + 1));
}

function isFresh({ headers }: IncomingMessage, { entityTag }: StoredMedia): boolean {
  return headers['if-none-match'] !== undefined && fresh(headers, { etag: entityTag });
}

function selectionOf({ method, headers }: IncomingMessage, media: StoredMedia): Selection {
  const { range, 'if-range': ifRange } = headers;
  if (range === undefined || method === 'HEAD') return 'whole';
  // A date cannot match: media carry no Last-Modified.
  if (ifRange !== undefined && ifRange !== media.entityTag) return 'whole';
  return selectBytes(range, media.bytes.length);
}

function refuseRange(request: IncomingMessage, response: ServerResponse, { bytes }: StoredMedia): void {
  const came = JSON.stringify(request.headers.range?.slice(0, 80));
  const message = `Range must lie within bytes 0 to ${bytes.length - 1}; ${came} came.`;
  const error = new PlayerError('range-not-satisfiable', message);
  sendRefusal(response, error, ['Content-Range', `bytes */${bytes.length}`]);
}

function representationOf(media: StoredMedia): string[] {
  const song = media.bringsSong ? SONG_HEADER : [];
  return ['Content-Type', 'audio/mp4', 'Accept-Ranges', 'bytes', ...song, ...validatorsOf(media)];
}

function validatorsOf({ entityTag }: StoredMedia): string[] {
  return ['ETag', entityTag, 'Cache-Control', MEDIA_CACHE_CONTROL, ...ALLOW_ANY_ORIGIN];
}
