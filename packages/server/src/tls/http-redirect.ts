import type { Logger } from '@ringcast/segmenter';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Configuration } from '../configuration/configuration-schema.ts';
import { closeHttp, portOf, startListening } from '../http-listener.ts';

/** Where to send those who come without TLS. */
interface HttpRedirectOptions {
  /** The address of the server, `https://radio.example`; where there is none, the host that was asked for. */
  readonly publicUrl: string | undefined;
  /** The port that speaks TLS. */
  readonly tlsPort: number;
}

/** Each lasts for one answer. More than these would take the places of those on the port that it leads to. */
const MAX_CONNECTIONS = 1_000;
const TIMEOUT_MS = 5_000;
/** How often Node looks for those who took too long. */
const LOOK_EVERY_MS = 1_000;

const HOST = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?$/i;

/** Opens the port of the settings that leads to https, if they name one; it closes with the server it leads to. */
export async function openHttpRedirect(
  { host, publicUrl, httpRedirectPort }: Pick<Configuration, 'host' | 'publicUrl' | 'httpRedirectPort'>,
  https: Server,
  logger: Logger,
): Promise<void> {
  if (httpRedirectPort === undefined) return;
  const redirect = createHttpRedirect({ publicUrl, tlsPort: portOf(https) });
  await startListening(redirect, { host, port: httpRedirectPort });
  https.once('close', () => void closeHttp(redirect));
  logger.info({ port: portOf(redirect) }, 'plain http leads to https');
}

/** Makes a server, not listening, that sends whoever looks at a page to the same one under https. */
function createHttpRedirect(options: HttpRedirectOptions): Server {
  const times = {
    headersTimeout: TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
  };
  const server = createServer(times, (request, response) => answer(options, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** Only what is looked at goes on: a program that brings a key must not get used to bringing it in the clear. */
function answer(
  { publicUrl, tlsPort }: HttpRedirectOptions,
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const base = publicUrl?.replace(/\/+$/, '') ?? baseOf(headers.host, tlsPort);
  response.setHeader('Connection', 'close');
  if (base !== undefined && url.startsWith('/') && (method === 'GET' || method === 'HEAD')) {
    response.writeHead(308, { Location: base + url }).end();
    return;
  }
  const body = { code: 'tls-needed', message: 'Here is only a way to https; use that for everything.' };
  response.writeHead(426, {
    'Content-Type': 'application/json; charset=utf-8',
    Upgrade: 'TLS/1.2, HTTP/1.1',
  });
  response.end(JSON.stringify(body));
}

function baseOf(host: string | undefined, tlsPort: number): string | undefined {
  const name = HOST.exec(host ?? '')?.[1];
  if (name === undefined) return undefined;
  return `https://${name}${tlsPort === 443 ? '' : `:${tlsPort}`}`;
}
