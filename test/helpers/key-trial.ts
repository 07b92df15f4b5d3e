import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import { HELLO } from './protocol-client.ts';
import { SourceConnection } from './source-connection.ts';

/** A key, and who tries it where. */
export interface KeyTrial {
  readonly port: number;
  readonly key: string;
  /** What a proxy says of where the request came from. */
  readonly from: string;
}

/** How a trial ended. */
export interface TrialOutcome {
  /** Of HTTP, or the close code of a WebSocket; 101 where that stays open. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Everything that came back. */
  readonly answer: string;
}

/** One way in on which a key is judged. */
export interface WayIn {
  readonly name: string;
  /** What a refusal for too many attempts looks like. */
  readonly refusedWith: 429 | 4429;
  readonly opensWith: 'stream key' | 'admin key';
  attempt(trial: KeyTrial): Promise<TrialOutcome>;
}

const RAW = '/ingest/main?format=s16le&rate=48000&channels=2';
const SILENCE = Buffer.alloc(38_400);

/** All ways in on which a key is judged. */
export const WAYS_IN: readonly WayIn[] = [
  overHttp('push with Bearer', { method: 'PUT', path: RAW, body: SILENCE }),
  overHttp('push with Basic', { method: 'POST', path: RAW, body: SILENCE, isBasic: true }),
  overHttp('push to a mountpoint', {
    method: 'PUT',
    path: '/main?format=s16le&rate=48000&channels=2',
    body: SILENCE,
  }),
  overHttp('now playing', {
    method: 'PUT',
    path: '/api/stations/main/now-playing',
    body: '{ "title": "a" }',
  }),
  overHttp('metadata of Icecast', {
    method: 'GET',
    path: '/admin/metadata?mode=updinfo&mount=/main&song=a',
    isBasic: true,
  }),
  { name: 'SOURCE of Icecast', refusedWith: 429, opensWith: 'stream key', attempt: trySource },
  { name: 'hello of ringcast.v1', refusedWith: 4429, opensWith: 'stream key', attempt: tryHello },
  { name: 'upgrade of ringcast.v1', refusedWith: 429, opensWith: 'stream key', attempt: tryUpgrade },
  { name: 'hello of webcast', refusedWith: 4429, opensWith: 'stream key', attempt: tryWebcast },
  overHttp('administration', { method: 'GET', path: '/api/admin/keys', opensWith: 'admin key' }),
];

interface HttpWay {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Buffer;
  readonly isBasic?: boolean;
  readonly opensWith?: WayIn['opensWith'];
}

function overHttp(name: string, { method, path, body, isBasic, opensWith = 'stream key' }: HttpWay): WayIn {
  const attempt = async ({ port, key, from }: KeyTrial): Promise<TrialOutcome> => {
    const authorization = isBasic ? basicOf(key) : `Bearer ${key}`;
    const headers = { authorization, 'x-forwarded-for': from };
    const outgoing = request({ port, method, path, headers, agent: false }).end(body);
    const [response] = (await once(outgoing, 'response')) as [
      AsyncIterable<Buffer> & { statusCode: number; headers: Record<string, string> },
    ];
    return outcomeOf(response.statusCode, response.headers, await text(response));
  };
  return { name, refusedWith: 429, opensWith, attempt };
}

async function trySource({ port, key, from }: KeyTrial): Promise<TrialOutcome> {
  const connection = new SourceConnection(port);
  connection.write(
    `SOURCE /main HTTP/1.0\r\nAuthorization: ${basicOf(key)}\r\nX-Forwarded-For: ${from}\r\n\r\n`,
  );
  await connection.until(/\r\n\r\n/);
  const answer = await connection.finish();
  const status = Number(/^HTTP\/1\.0 (\d+)/.exec(answer)?.[1]);
  return { status, retryAfter: /^Retry-After: (.*)\r$/m.exec(answer)?.[1], answer };
}

function tryHello({ key, ...trial }: KeyTrial): Promise<TrialOutcome> {
  return tryWebSocket(trial, 'ringcast.v1', JSON.stringify({ type: 'hello', ...HELLO, key }));
}

function tryUpgrade({ key, ...trial }: KeyTrial): Promise<TrialOutcome> {
  return tryWebSocket(trial, 'ringcast.v1', JSON.stringify({ type: 'hello', ...HELLO, key: undefined }), {
    authorization: `Bearer ${key}`,
  });
}

function tryWebcast({ key, ...trial }: KeyTrial): Promise<TrialOutcome> {
  const hello = { type: 'hello', data: { mime: 'audio/webm', user: 'source', password: key } };
  return tryWebSocket(trial, 'webcast', JSON.stringify(hello));
}

/** Says hello and, where nobody answers to it, asks whether anyone is there. */
async function tryWebSocket(
  { port, from }: Omit<KeyTrial, 'key'>,
  protocol: string,
  hello: string,
  headers: Record<string, string> = {},
): Promise<TrialOutcome> {
  const url = `ws://127.0.0.1:${port}/ingest/main`;
  const socket = new WebSocket(url, protocol, { headers: { 'x-forwarded-for': from, ...headers } });
  let answer = '';
  socket.on('open', () => {
    socket.send(hello);
    socket.ping();
  });
  socket.on('message', (data: Buffer) => (answer += data.toString()));
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => {
      void text(response).then((body) => {
        resolve(outcomeOf(response.statusCode ?? 0, response.headers as Record<string, string>, body));
        socket.terminate();
      });
    });
    socket.on('error', () => {});
    socket.on('pong', () => socket.close(1000));
    socket.on('close', (code, reason) =>
      resolve({
        status: code < 4_000 ? 101 : code,
        retryAfter: undefined,
        answer: `${answer}${String(reason)}`,
      }),
    );
  });
}

function outcomeOf(status: number, headers: Record<string, string>, body: string): TrialOutcome {
  return { status, retryAfter: headers['retry-after'], answer: JSON.stringify(headers) + body };
}

function basicOf(key: string): string {
  return `Basic ${btoa(`source:${key}`)}`;
}
