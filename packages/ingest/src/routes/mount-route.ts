import type { Middleware } from 'koa';
import { ALLOWED_METHODS } from '../icecast/source-answer.ts';
import { SourceError } from '../source-error.ts';

/**
 * `PUT /:station` as far as it comes to the HTTP server: a push whose body has a length or chunks, and the request
 * without body and key by which libshout asks how to go on.
 */
export function takeMount(takePush: Middleware): Middleware {
  return async (context, next) => {
    const { headers } = context.req;
    context.set('Allow', ALLOWED_METHODS);
    // The next request on this connection would come past the one place that can read it.
    context.set('Connection', 'close');
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
      const message = 'A body without a length must come as the first request of its connection.';
      throw new SourceError('length-required', message);
    }
    await takePush(context, next);
  };
}
