import { once } from 'node:events';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { STREAM_KEY } from './ingest-server.ts';

/** What to push where. */
export interface PushOptions {
  readonly host: string;
  /** Path below the host, with its query. Default `/ingest/main`. */
  readonly path?: string;
  readonly method?: 'PUT' | 'POST';
  readonly headers?: Record<string, string>;
}

/** The answer to a push. */
export interface PushAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: { code?: string; message?: string; samples?: number; seconds?: number };
}

/** A push whose body is still to be written. */
export class PushRequest {
  readonly outgoing: ClientRequest;
  readonly #response: Promise<[IncomingMessage]>;

  constructor({ host, path = '/ingest/main', method = 'PUT', headers = {} }: PushOptions) {
    const url = new URL(`http://${host}`);
    const authorization = `Bearer ${STREAM_KEY}`;
    this.outgoing = request({
      host: url.hostname,
      port: url.port,
      // As it is: a URL would tidy `..` up.
      path,
      method,
      agent: false,
      headers: { authorization, ...headers },
    });
    this.#response = once(this.outgoing, 'response') as Promise<[IncomingMessage]>;
    this.#response.catch(() => {});
    // The server may answer and close before it has read everything.
    this.outgoing.on('error', () => {});
  }

  async answer(): Promise<PushAnswer> {
    const [response] = await this.#response;
    const body = JSON.parse(await text(response)) as PushAnswer['body'];
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }
}

/** Pushes a body, in one piece or in several, and resolves with the answer. */
export function push(options: PushOptions, ...pieces: Uint8Array[]): Promise<PushAnswer> {
  const begun = new PushRequest(options);
  for (const piece of pieces) begun.outgoing.write(piece);
  begun.outgoing.end();
  return begun.answer();
}
