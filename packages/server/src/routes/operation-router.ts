import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { ServerMetrics } from '../metrics/server-metrics.ts';

/** What the operator's routes tell. */
export interface OperationRoutes {
  /** Answers `/status-json.xsl` in the words of Icecast. */
  readonly icecastStatus: Middleware;
  readonly metrics: Pick<ServerMetrics, 'contentType' | 'render'>;
}

/**
 * Routes for whoever operates the server: `/healthz` answers while the process does, `/readyz` once it can serve,
 * `/metrics` to Prometheus. The port opens only when everything behind it is ready, so the first two agree.
 */
export function createOperationRouter({ icecastStatus, metrics }: OperationRoutes): Router {
  const router = new Router();
  router.get('/status-json.xsl', icecastStatus);
  router.get('/metrics', async (context) => {
    context.set('Cache-Control', 'no-store');
    context.type = metrics.contentType;
    context.body = await metrics.render();
  });
  for (const path of ['/healthz', '/readyz']) {
    router.get(path, (context) => {
      context.set('Cache-Control', 'no-store');
      context.body = { status: 'ok' };
    });
  }
  return router;
}
