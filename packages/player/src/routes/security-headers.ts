import type { Context, Next } from 'koa';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * Sets the headers that keep a page to our own scripts and out of other sites' frames. hls.js plays from a blob:
 * URL, and its worker, where used, is one.
 */
export async function setSecurityHeaders(context: Context, next: Next): Promise<void> {
  context.set({
    'Content-Security-Policy': policyOf("'self'"),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
  });
  await next();
}

/**
 * Lets the page that is being answered be framed by some sites.
 *
 * @param origins `https://radio.example`, or `*`, `self`, `none`
 */
export function allowFraming(context: Context, origins: readonly string[]): void {
  const sources = origins.map((origin) => (origin === 'self' || origin === 'none' ? `'${origin}'` : origin));
  context.set('Content-Security-Policy', policyOf(sources.join(' ') || "'none'"));
  // It knows no lists.
  context.remove('X-Frame-Options');
}

function policyOf(frameAncestors: string): string {
  return [...CONTENT_SECURITY_POLICY, `frame-ancestors ${frameAncestors}`].join('; ');
}
