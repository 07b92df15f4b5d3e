import Router from '@koa/router';
import type { Middleware } from 'koa';

/**
 * Routes for whoever operates the server: `/healthz` answers while the process does, `/readyz` once it can serve.
 * The port opens only when everything behind it is ready, so the two agree.
 */
export function createOperationRouter(icecastStatus: Middleware): Router {
  const router = new Router();
  router.get('/status-json.xsl', icecastStatus);
  for (const path of ['/healthz', '/readyz']) {
    router.get(path, (context) => {
      context.set('Cache-Control', 'no-store');
      context.body = { status: 'ok' };
    });
  }
  return router;
}
