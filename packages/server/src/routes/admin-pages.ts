import Router from '@koa/router';
import type { Context } from 'koa';
import { createReadStream, readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

// The same folder seen from src/routes and from dist/routes.
const PAGE_FOLDER = fileURLToPath(new URL('../../dist/browser/', import.meta.url));

/** What is served below `/assets/admin/`, and its type. */
const ASSETS: Readonly<Record<string, string>> = {
  'admin.js': 'text/javascript; charset=utf-8',
  'api-docs.js': 'text/javascript; charset=utf-8',
  'admin.css': 'text/css; charset=utf-8',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The pages for whoever runs the server: `/admin`, and the API's description, `/api/docs`. Both are open; their data is
 * not. Every process has what they are made of, because behind an edge any may be asked for it.
 *
 * @param hasAdministration whether this process is one that can be administered
 */
export function createAdminPages(hasAdministration: boolean): Router {
  const router = new Router();
  let description: unknown;
  if (hasAdministration) router.get('/admin', (context) => sendPage(context, 'admin.html'));
  router.get('/api/docs', (context) => sendPage(context, 'api-docs.html'));
  router.get('/api/openapi.json', (context) => {
    description ??= parse(readFileSync(`${PAGE_FOLDER}openapi.yaml`, 'utf8'));
    context.set({ 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' });
    context.body = description;
  });
  router.get('/assets/admin/:file', async (context) => {
    const file = context.params['file'] ?? '';
    const type = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined;
    if (type !== undefined) await send(context, { file, type });
  });
  return router;
}

async function sendPage(context: Context, file: string): Promise<void> {
  context.set('Content-Security-Policy', POLICY);
  await send(context, { file, type: 'text/html; charset=utf-8' });
}

async function send(context: Context, { file, type }: { file: string; type: string }): Promise<void> {
  const path = `${PAGE_FOLDER}${file}`;
  try {
    await access(path);
  } catch {
    context.status = 503;
    context.body = { code: 'pages-not-built', message: `${file} is not built; "npm run build" makes it.` };
    return;
  }
  context.set('Cache-Control', 'no-cache');
  context.body = createReadStream(path);
  context.type = type;
}
