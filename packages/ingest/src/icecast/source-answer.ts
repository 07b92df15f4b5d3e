import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { statusOf } from '../source-error.ts';
import type { IngestError } from '../wire/ingest-error.ts';

/** What a source client may ask; libshout takes from it how to go on. */
export const ALLOWED_METHODS = 'SOURCE, PUT, POST, GET, OPTIONS';

/** An answer to a source client. */
export interface SourceAnswer {
  readonly status: number;
  /** Words beside the status: source clients show these, and nothing else. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** How long a client may go on sending what nobody wants, so that it reads the answer before a reset. */
const LINGER_MS = 2_000;

/** The words of Icecast, which clients and their users know. They come with 403, after which clients try again. */
const ICECAST_REASONS: Record<string, string> = {
  'station-busy': 'Mountpoint in use',
  'not-audio': 'Content-type not supported',
  'too-many-connections': 'too many sources connected',
};

/** How a source client is told of an error. */
export function answerOf({ code, message, retryAfterSeconds }: IngestError): SourceAnswer {
  const text = `${message}\n`;
  const reason = ICECAST_REASONS[code];
  if (reason !== undefined) return { status: 403, reason, text };
  const status = statusOf(code);
  if (retryAfterSeconds !== undefined)
    return { status, headers: { 'Retry-After': String(retryAfterSeconds) }, text };
  if (status !== 401) return { status, text };
  const headers = { 'WWW-Authenticate': 'Basic realm="ringcast"', Allow: ALLOWED_METHODS };
  return { status, reason: 'Authentication Required', headers, text };
}

/** Writes an answer, and closes the connection once the client has had time to read it. */
export function answerAndClose(socket: Socket, version: string, answer: SourceAnswer): void {
  const { status, text = '', headers = {} } = answer;
  const fields = {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    Connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const reason = answer.reason ?? STATUS_CODES[status] ?? '';
  socket.end(`${protocolOf(version)} ${status} ${reason}\r\n${lines.join('')}\r\n${text}`);
  closeGently(socket);
}

/** The version of an answer: nobody speaks ICE back. */
export function protocolOf(version: string): string {
  return version === 'HTTP/1.1' ? version : 'HTTP/1.0';
}

/** Reads and throws away what still comes, for a while: closing with unread bytes would reset the connection. */
export function closeGently(socket: Socket): void {
  const close = () => socket.destroy();
  const timer = setTimeout(close, LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  if (socket.readableEnded) socket.once('finish', close).end();
  else socket.once('end', close).resume().end();
}
