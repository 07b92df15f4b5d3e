import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../origin/answer.ts';
import type { RenderedPlaylist } from '../origin/rendered-playlist.ts';
import { TARGET_DURATION_SECONDS } from '../origin/target-duration.ts';
import { acceptsGzip } from './accepted-encoding.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';
import { sendMedia } from './media-answer.ts';
import { sendRefusal } from './refusal.ts';

/** RFC 8216bis appendix B: an answer to a directive six target durations, a plain playlist half of one. */
const BLOCKING_CACHE_CONTROL = `max-age=${6 * TARGET_DURATION_SECONDS}`;
const PLAIN_CACHE_CONTROL = `max-age=${TARGET_DURATION_SECONDS / 2}`;

/** Sends what a station's origin answered; node:http leaves the body out where the method is HEAD. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  switch (answer.kind) {
    case 'playlist':
      return sendPlaylist(request, response, answer);
    case 'media':
      return sendMedia(request, response, answer.media);
    case 'refusal':
      return sendRefusal(response, answer.error);
  }
}

function sendPlaylist(
  request: IncomingMessage,
  response: ServerResponse,
  { playlist, isBlocking }: { playlist: RenderedPlaylist; isBlocking: boolean },
): void {
  const isGzipped = acceptsGzip(request.headers['accept-encoding']);
  const body = isGzipped ? playlist.gzipped : playlist.plain;
  const headers = [
    'Content-Type',
    'application/vnd.apple.mpegurl',
    'Content-Length',
    body.length,
    'Cache-Control',
    isBlocking ? BLOCKING_CACHE_CONTROL : PLAIN_CACHE_CONTROL,
    'Vary',
    'Accept-Encoding',
    ...ALLOW_ANY_ORIGIN,
  ];
  if (isGzipped) headers.push('Content-Encoding', 'gzip');
  response.writeHead(200, headers);
  response.end(body);
}
