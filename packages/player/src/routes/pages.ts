import type { Context } from 'koa';
import send from 'koa-send';
import { PlayerError } from '../player-error.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';

/** The pages that are built. */
export type PageName = 'listener.html' | 'stations.html' | 'embed.html';

/** The built pages in a folder. */
export class Pages {
  readonly #folder: string;

  /** @param folder what the build makes of packages/player/browser. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Answers with a page.
   *
   * @throws PlayerError `pages-not-built` where the build did not make it.
   */
  async sendPage(context: Context, page: PageName): Promise<void> {
    try {
      await this.#send(context, page);
    } catch (cause) {
      const message = `The page ${page} is not built; "npm run build" makes it.`;
      throw new PlayerError('pages-not-built', message, { cause });
    }
  }

  /** Answers with a script, a style or an image of the pages, which other sites may use too. */
  async sendAsset(context: Context, encodedPath: string): Promise<void> {
    context.set(...ALLOW_ANY_ORIGIN);
    context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    await this.#send(context, encodedPath);
  }

  /** The names of bundles stay the same from one version to the next, so they are asked for anew each time. */
  async #send(context: Context, encodedPath: string): Promise<void> {
    context.set('Cache-Control', 'no-cache');
    await send(context, encodedPath, { root: this.#folder });
    if (!context.fresh) return;
    context.status = 304;
    context.body = null;
  }
}
