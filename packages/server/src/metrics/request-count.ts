import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What Node publishes when it has handed the last byte of an answer over. */
const ANSWERED = 'http.server.response.finish';

/** What kind of path was asked for; few, so that clients cannot make new ones. */
type RequestKind = 'playlist' | 'media' | 'api' | 'ingest' | 'operation' | 'page';

/** Answers of one kind and status. */
export interface AnswerCount {
  readonly kind: RequestKind;
  readonly code: number;
  count: number;
}

/** Counts what a server has answered, beside the way of the answers: it costs a listener's request a look-up. */
export class RequestCount {
  readonly #counts = new Map<string, AnswerCount>();
  #server: Server | undefined;

  /** Begins to count. Call once. */
  watch(server: Server): void {
    this.#server = server;
    subscribe(ANSWERED, this.#onAnswered);
  }

  /** So far. */
  get counts(): Iterable<AnswerCount> {
    return this.#counts.values();
  }

  close(): void {
    unsubscribe(ANSWERED, this.#onAnswered);
  }

  readonly #onAnswered = (message: unknown): void => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    if (server !== this.#server) return;
    const kind = kindOf(request.url ?? '');
    const code = response.statusCode;
    const key = `${kind} ${code}`;
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else this.#counts.set(key, { kind, code, count: 1 });
  };
}

function kindOf(url: string): RequestKind {
  if (url.startsWith('/live/')) return url.includes('.m3u8') ? 'playlist' : 'media';
  if (url.startsWith('/api/')) return 'api';
  if (url.startsWith('/ingest/')) return 'ingest';
  return /^\/(?:metrics|healthz|readyz|status-json\.xsl)(?:\?|$)/.test(url) ? 'operation' : 'page';
}
