import type { Logger } from '@ringcast/segmenter';
import type { Context, Middleware } from 'koa';
import { statusOf } from '../source-error.ts';
import { loggedPath } from '../logged-path.ts';
import { IngestError } from '../wire/ingest-error.ts';

/** How long a client may go on sending a body that nobody wants, so that it reads the answer before a reset. */
const LINGER_MS = 2_000;

/** Answers ingest's errors as JSON `{ code, message }` with their status; others go on. */
export function answerErrors(logger: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      logger.warn(
        { method: context.method, path: loggedPath(context.path), code: error.code },
        error.message,
      );
      answer(context, error);
    }
  };
}

function answer(context: Context, { code, message, retryAfterSeconds }: IngestError): void {
  context.status = statusOf(code);
  if (context.status === 401) context.set('WWW-Authenticate', 'Bearer, Basic realm="ringcast"');
  if (retryAfterSeconds !== undefined) context.set('Retry-After', String(retryAfterSeconds));
  context.body = { code, message };
  if (!context.req.complete) answerAndLinger(context, JSON.stringify({ code, message }));
}

/**
 * Answers while the body still comes. A connection that is closed with unread bytes is reset, and many a client then
 * never sees the answer; so the rest is read and thrown away for a while.
 */
function answerAndLinger(context: Context, json: string): void {
  const { req, res } = context;
  context.respond = false;
  context.set('Connection', 'close');
  context.length = Buffer.byteLength(json);
  res.write(json);
  const timer = setTimeout(() => res.end(), LINGER_MS);
  req.once('end', () => res.end()).once('close', () => clearTimeout(timer));
  req.resume();
}
