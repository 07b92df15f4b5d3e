import type { Middleware } from 'koa';

const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Headers that make an answer harmless in a browser, for everything; a page then says what it needs itself. Not for
 * what is under /live, which any page may play and no browser shows as a page.
 */
export function setDefaultHeaders(): Middleware {
  return async (context, next) => {
    context.set({
      'Content-Security-Policy': POLICY,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    await next();
  };
}
