import { Router } from '@koa/router';
import type { Clock } from '../clock.ts';
import type { Origin } from '../origin/origin.ts';
import type { StationOrigin } from '../origin/station-origin.ts';
import { ALLOW_ANY_ORIGIN } from './cross-origin.ts';
import type { Pages } from './pages.ts';
import { PATHS } from './paths.ts';
import { requireStation } from './required-station.ts';
import { allowFraming, setSecurityHeaders } from './security-headers.ts';
import type { StationState } from './station-state.ts';

const ASSETS_PREFIX = PATHS.assets.slice(0, PATHS.assets.indexOf('*'));

/** What the routes answer from. */
export interface RouterOptions {
  readonly origin: Origin;
  readonly pages: Pages;
  /** Sites that may frame the page for embedding. */
  readonly embedOrigins: readonly string[];
  readonly clock: Clock;
  readonly describe: (station: StationOrigin) => StationState;
}

/** The routes that Koa answers: pages and state. */
export function createRouter(options: RouterOptions): Router {
  const router = new Router();
  router.use(setSecurityHeaders);
  addPages(router, options);
  addState(router, options);
  return router;
}

function addPages(router: Router, { origin, pages, embedOrigins }: RouterOptions): void {
  router.get(PATHS.home, (context) =>
    pages.sendPage(context, origin.stations.length === 1 ? 'listener.html' : 'stations.html'),
  );
  router.get(PATHS.listen, (context) => {
    requireStation(origin, context.params['station'] ?? '');
    return pages.sendPage(context, 'listener.html');
  });
  router.get(PATHS.embed, (context) => {
    requireStation(origin, context.params['station'] ?? '');
    allowFraming(context, embedOrigins);
    return pages.sendPage(context, 'embed.html');
  });
  router.get(PATHS.assets, (context) => pages.sendAsset(context, context.path.slice(ASSETS_PREFIX.length)));
}

/** State is open to any page, because `<ringcast-player>` asks for it from other sites. */
function addState(router: Router, { origin, clock, describe }: RouterOptions): void {
  router.use('/api', (context, next) => {
    context.set(...ALLOW_ANY_ORIGIN);
    context.set('Cache-Control', 'no-store');
    return next();
  });
  router.get(PATHS.stations, (context) => {
    context.body = { stations: origin.stations.map(describe) };
  });
  router.get(PATHS.station, (context) => {
    context.body = describe(requireStation(origin, context.params['station'] ?? ''));
  });
  router.get(PATHS.time, (context) => {
    context.body = { nowMs: clock.wallMs() };
  });
}
