import { fileURLToPath } from 'node:url';
import type { Context } from 'koa';
import send from 'koa-send';
import { PlayerError } from '../player-error.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';

/** Where the bundles of the pages are, seen from src/ as from dist/. */
const PAGES_DIR = fileURLToPath(new URL('../../dist/browser/', import.meta.url));

/** The pages that are built. */
export type PageName = 'listener.html' | 'stations.html' | 'embed.html';

/**
 * Answers with a page.
 *
 * @throws PlayerError `pages-not-built` where the build did not make it.
 */
export async function sendPage(context: Context, page: PageName): Promise<void> {
  try {
    await sendFile(context, page);
  } catch (cause) {
    const message = `The page ${page} is not built; "npm run build" makes it.`;
    throw new PlayerError('pages-not-built', message, { cause });
  }
}

/** Answers with a script, a style or an image of the pages, which other sites may use too. */
export async function sendAsset(context: Context, encodedPath: string): Promise<void> {
  context.set(...ALLOW_ANY_ORIGIN);
  context.set('Cross-Origin-Resource-Policy', 'cross-origin');
  await sendFile(context, encodedPath);
}

/** The names of bundles stay the same from one version to the next, so they are asked for anew each time. */
async function sendFile(context: Context, encodedPath: string): Promise<void> {
  context.set('Cache-Control', 'no-cache');
  await send(context, encodedPath, { root: PAGES_DIR });
  if (!context.fresh) return;
  context.status = 304;
  context.body = null;
}
