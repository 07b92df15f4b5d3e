import type { Logger } from '@ringcast/segmenter';
import type { Middleware } from 'koa';
import { isSameKey } from '../keys/same-key.ts';
import { AdminError, statusOf, toAdminError } from './admin-error.ts';

const BEARER = /^bearer +(\S+) *$/i;

/** What the door to the administration needs. */
export interface AdminDoorOptions {
  readonly adminKey: string;
  readonly logger: Logger;
}

/**
 * Lets those through that bring the admin key, `Authorization: Bearer KEY`, and answers every error behind it as JSON
 * `{ code, message }` with its status. No cache keeps an answer.
 */
export function guardAdministration({ adminKey, logger }: AdminDoorOptions): Middleware {
  return async (context, next) => {
    context.set('Cache-Control', 'no-store');
    context.set('X-Content-Type-Options', 'nosniff');
    try {
      checkAdminKey(context.get('Authorization'), adminKey);
      await next();
    } catch (cause) {
      const error = toAdminError(cause);
      const { method, path } = context;
      if (statusOf(error) >= 500) logger.error({ err: cause, method, path }, 'a request failed');
      else logger.warn({ method, path, code: error.code }, error.message);
      context.status = statusOf(error);
      if (context.status === 401) context.set('WWW-Authenticate', 'Bearer');
      context.body = { code: error.code, message: error.message };
    }
  };
}

function checkAdminKey(authorization: string, adminKey: string): void {
  const key = BEARER.exec(authorization)?.[1];
  if (key !== undefined && isSameKey(key, adminKey)) return;
  const came = authorization === '' ? 'none came' : 'another came';
  throw new AdminError(
    'wrong-key',
    `The admin key is needed, as "Authorization: Bearer KEY"; ${came}. The server prints it when it starts.`,
  );
}
