import type { IncomingMessage, RequestListener } from 'node:http';

/** How long bodies may take. */
export interface BodyLimitOptions {
  /** For the whole of a body. */
  readonly withinMs: number;
  /** Whether the body of a request may last for as long as a broadcast. */
  readonly isPush: (request: IncomingMessage) => boolean;
}

/**
 * Closes connections on which a body does not come whole in time, whether anyone reads it or not. For a push that is
 * from its answer on: before, ingest knows how long it may take.
 */
export function limitBodies(
  onRequest: RequestListener,
  { withinMs, isPush }: BodyLimitOptions,
): RequestListener {
  return (request, response) => {
    if (!hasBody(request)) return onRequest(request, response);
    const limit = (): void => {
      if (request.complete) return;
      const timer = setTimeout(() => request.complete || request.socket.destroy(), withinMs);
      request.once('close', () => clearTimeout(timer));
    };
    if (isPush(request)) {
      // Nothing is read while its station takes no more.
      request.socket.setTimeout(0);
      response.once('finish', limit);
    } else limit();
    onRequest(request, response);
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
