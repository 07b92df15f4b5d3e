import { type AddressLookup, type KeyVerdict, loggedPath } from '@ringcast/ingest';
import type { Logger } from '@ringcast/segmenter';
import type { Context, Middleware } from 'koa';
import { AdminError, statusOf, toAdminError } from './admin-error.ts';

const BEARER = /^bearer +(\S+) *$/i;

/** What the door to the administration needs. */
export interface AdminDoorOptions {
  readonly judgeAdminKey: (trial: { readonly key: string; readonly address: string }) => KeyVerdict;
  readonly addressOf: AddressLookup;
  readonly logger: Logger;
}

/**
 * Lets those through that bring the admin key, `Authorization: Bearer KEY`, and answers every error behind it as JSON
 * `{ code, message }` with its status. No cache keeps an answer.
 */
export function guardAdministration(options: AdminDoorOptions): Middleware {
  const { logger } = options;
  return async (context, next) => {
    context.set('Cache-Control', 'no-store');
    context.set('X-Content-Type-Options', 'nosniff');
    try {
      checkAdminKey(context, options);
      await next();
    } catch (cause) {
      const error = toAdminError(cause);
      const { method } = context;
      const path = loggedPath(context.path);
      if (statusOf(error) >= 500) logger.error({ err: cause, method, path }, 'a request failed');
      else logger.warn({ method, path, code: error.code }, error.message);
      context.status = statusOf(error);
      const retryAfterSeconds = error instanceof AdminError ? error.retryAfterSeconds : undefined;
      if (retryAfterSeconds !== undefined) context.set('Retry-After', String(retryAfterSeconds));
      if (context.status === 401) context.set('WWW-Authenticate', 'Bearer');
      context.body = { code: error.code, message: error.message };
    }
  };
}

function checkAdminKey(context: Context, { judgeAdminKey, addressOf }: AdminDoorOptions): void {
  const key = BEARER.exec(context.get('Authorization'))?.[1];
  const verdict = key === undefined ? undefined : judgeAdminKey({ key, address: addressOf(context.req) });
  if (verdict?.kind === 'right') return;
  if (verdict?.kind === 'too-many-attempts') {
    const { retryAfterSeconds } = verdict;
    const message = `Too many wrong keys came from your address; try again in ${retryAfterSeconds} s.`;
    throw new AdminError('too-many-attempts', message, { retryAfterSeconds });
  }
  throw new AdminError(
    'wrong-key',
    `The admin key is needed, as "Authorization: Bearer KEY"; ${verdict ? 'another' : 'none'} came. The server prints it when it starts.`,
  );
}
