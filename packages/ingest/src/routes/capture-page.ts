import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Middleware } from 'koa';
import mount from 'koa-mount';
import serve from 'koa-static';
import { SourceError } from '../source-error.ts';
import { findStation, type StationGate } from '../station-gate.ts';

// The same folder seen from src/routes and from dist/routes.
const PAGE_FOLDER = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
const PAGE = `${PAGE_FOLDER}capture.html`;

const FOR_EVER = 'public, max-age=31536000, immutable';
const HOST = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i;

/** `GET /broadcast` and `GET /broadcast/:station`. */
export function serveCapturePage(stations: StationGate): Middleware {
  return async (context) => {
    const { params } = context as unknown as { params: { station?: string } };
    const { station } = params;
    if (station !== undefined && !stations.isElsewhere?.(station)) findStation(stations, station);
    await access(PAGE).catch((cause: unknown) => {
      throw new SourceError('page-missing', 'The capture page is not built; `npm run build` builds it.', {
        cause,
      });
    });
    context.set({
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policyOf(context.host),
      'Permissions-Policy': 'microphone=(self), display-capture=(self), screen-wake-lock=(self)',
      // A key in the address of the page must not reach another site.
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    context.type = 'html';
    context.body = createReadStream(PAGE);
  };
}

/** The scripts and styles of the capture page, below `/assets/capture/`. */
export function serveCaptureAssets(): Middleware {
  const files = serve(PAGE_FOLDER, {
    index: false,
    setHeaders: (response, path) => {
      // A worker goes by the policy that its script came with.
      response.setHeader('Content-Security-Policy', policyOf(response.req.headers.host ?? ''));
      response.setHeader('Cache-Control', isNamedByContents(response.req.url, path) ? FOR_EVER : 'no-cache');
      response.setHeader('X-Content-Type-Options', 'nosniff');
    },
  });
  return mount('/assets/capture', files);
}

/** Whether a page names the worklet by what is in it (`setup/bundle.mjs`), and not a former one. */
function isNamedByContents(url = '', path: string): boolean {
  const version = /capture-worklet\.js\?v=([\da-f]+)$/.exec(url)?.[1];
  return (
    version !== undefined && createHash('sha256').update(readFileSync(path)).digest('hex').startsWith(version)
  );
}

/** The page's own scripts and nothing else; not every browser takes 'self' for WebSockets too. */
function policyOf(host: string): string {
  const sockets = HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
