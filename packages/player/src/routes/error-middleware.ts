import type { Logger } from '@ringcast/segmenter';
import type { Context, Middleware, Next } from 'koa';
import { PlayerError, toPlayerError } from '../player-error.ts';
import { PATHS } from './paths.ts';
import { bodyOf, statusOf } from './refusal.ts';

/** Turns what was thrown, and what nobody answered, into a status and `{ code, message }`. */
export function createErrorMiddleware(logger: Logger): Middleware {
  return async (context: Context, next: Next) => {
    try {
      await next();
      if (context.status === 404 && !context.body) throw notFound(context);
    } catch (cause) {
      const error = isClientFault(cause) ? notFound(context) : toPlayerError(cause);
      if (error.code === 'internal') logger.error({ err: cause, path: context.path }, 'a request failed');
      context.status = statusOf(error);
      context.set('Cache-Control', 'no-store');
      context.body = bodyOf(error);
    }
  };
}

function notFound({ method, path }: Context): PlayerError {
  const message = `${method} ${path.slice(0, 200)} is nothing here; ${PATHS.home} leads to the stations.`;
  return new PlayerError('not-found', message);
}

/** Whether Koa or koa-send found fault with the path itself. */
function isClientFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('status' in error)) return false;
  return error.status === 400 || error.status === 403 || error.status === 404;
}
