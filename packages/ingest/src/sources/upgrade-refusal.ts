import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { statusOf } from '../source-error.ts';
import type { IngestError } from '../wire/ingest-error.ts';

/** Answers an upgrade request with an HTTP error in place of a WebSocket. */
export function refuseUpgrade(socket: Duplex, error: IngestError): void {
  const { retryAfterSeconds } = error;
  const status = statusOf(error.code);
  const body = JSON.stringify({ code: error.code, message: error.message });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
    ...(status === 401 ? ['WWW-Authenticate: Bearer, Basic realm="ringcast"'] : []),
  ];
  socket.on('error', () => {});
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
