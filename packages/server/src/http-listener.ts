import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { limitBodies } from './doors/body-limit.ts';
import { limitConnections, type ConnectionLimitOptions } from './doors/connection-limit.ts';
import { limitRequests } from './doors/request-limit.ts';
import type { CertificateFiles } from './tls/certificate-files.ts';

const KEEP_ALIVE_TIMEOUT_MS = 30_000;
/** After a restart all listeners come at once; whoever the system finds no place for tries again a second later. */
const BACKLOG = 4_096;

/** How long clients may take. */
export interface Patience {
  /** For the body of a request that is no push. */
  readonly bodyMs: number;
  /** Until an answer is made, or read a bit further. */
  readonly stallMs: number;
}

/** What answers on the port. */
export interface HttpListenerOptions {
  readonly host: string | undefined;
  /** 0 for any free one. */
  readonly port: number;
  /** For TLS; without it the port speaks plain HTTP. */
  readonly certificate?: CertificateFiles | undefined;
  /** How long the head of a request, and the handshake of TLS, may take. */
  readonly headerTimeoutMs: number;
  readonly patience: Patience;
  /** Whether the body of a request may last for as long as a broadcast. */
  readonly isPush: (request: IncomingMessage) => boolean;
  readonly connections: ConnectionLimitOptions;
  readonly onRequest: RequestListener;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Called with the server before it listens; what speaks another protocol on the same port takes its place then. */
  readonly prepare?: (server: Server) => void;
}

/** A port that could not be opened; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'cannot-listen';
}

/** Listens, and resolves with the server once it does. Rejects with {@link ListenError}. */
export async function listenHttp(options: HttpListenerOptions): Promise<Server> {
  const { onUpgrade, prepare, headerTimeoutMs, patience, connections, isPush } = options;
  const limited = limitBodies(options.onRequest, { withinMs: patience.bodyMs, isPush });
  const onRequest = limitRequests(limited, connections.logger);
  const server = createHttpServer(options);
  server.on('request', onRequest);
  server.headersTimeout = headerTimeoutMs;
  server.timeout = patience.stallMs;
  // It would end pushes, which last as long as their broadcasts.
  server.requestTimeout = 0;
  server.on('upgrade', onUpgrade);
  // The 100 is for whoever checks the key first.
  server.on('checkContinue', onRequest);
  prepare?.(server);
  limitConnections(server, connections);
  await startListening(server, options);
  return server;
}

/** Opens a port. Rejects with {@link ListenError}. */
export async function startListening(
  server: Server,
  { host, port }: Pick<HttpListenerOptions, 'host' | 'port'>,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: BACKLOG }, () => resolve());
    });
  } catch (cause) {
    throw new ListenError(explain(cause, port, host), { cause });
  }
}

function createHttpServer({ certificate, headerTimeoutMs }: HttpListenerOptions): Server {
  const options = { keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS, noDelay: true };
  if (!certificate) return createServer(options);
  const tls = { ...certificate.current, handshakeTimeout: headerTimeoutMs };
  const server: TlsServer = createTlsServer({ ...options, ...tls });
  // Connections that there are keep what they began with.
  certificate.watch((renewed) => server.setSecureContext(renewed));
  server.once('close', () => certificate.close());
  return server;
}

/** The port a server listens on. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Takes no more connections and ends those that there are, the idle ones first. */
export async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  setImmediate(() => server.closeAllConnections());
  await closed;
}

function explain(cause: unknown, port: number, host: string | undefined): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program; set PORT to a free one.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user; set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `"${host}" is no address of this machine; correct RINGCAST_HOST.`;
  return `Port ${port} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
}
