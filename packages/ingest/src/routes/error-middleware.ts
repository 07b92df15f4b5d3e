import type { Logger } from '@ringcast/segmenter';
import type { Context, Middleware } from 'koa';
import { statusOf } from '../source-error.ts';
import { IngestError } from '../wire/ingest-error.ts';

/** How long a client may go on sending a body that nobody wants, so that it reads the answer before the reset. */
const LINGER_MS = 2_000;

/** Answers ingest's errors as JSON `{ code, message }` with their status; others go on. */
export function answerErrors(logger: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      logger.warn({ method: context.method, path: context.path, code: error.code }, error.message);
      context.status = statusOf(error.code);
      context.body = { code: error.code, message: error.message };
      if (context.status === 401) context.set('WWW-Authenticate', 'Bearer, Basic realm="ringcast"');
      lingerThenClose(context);
    }
  };
}

function lingerThenClose({ req, res }: Context): void {
  if (req.complete) return;
  res.once('finish', () => {
    req.resume();
    const timer = setTimeout(() => req.destroy(), LINGER_MS).unref();
    req.once('close', () => clearTimeout(timer));
  });
}
