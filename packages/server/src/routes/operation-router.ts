import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Health } from '../health/health.ts';
import type { ServerHealth } from '../health/server-health.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';

/** What the operator's routes tell. */
export interface OperationRoutes {
  /** Answers `/status-json.xsl` in the words of Icecast. */
  readonly icecastStatus: Middleware;
  readonly metrics: Pick<ServerMetrics, 'contentType' | 'render'>;
  readonly health: ServerHealth;
  /** Takes what players report. */
  readonly takeReport: Middleware;
}

const UNAVAILABLE = 503;

/**
 * Routes for whoever operates the server: `/healthz` says whether the process works, `/readyz` whether it should get
 * broadcasters and listeners, both with what was looked at and 503 where something is wrong; `/metrics` is for
 * Prometheus.
 */
export function createOperationRouter({
  icecastStatus,
  metrics,
  health,
  takeReport,
}: OperationRoutes): Router {
  // As they are written here and no other way: a proxy closes `/metrics` by its name.
  const router = new Router({ strict: true, sensitive: true });
  router.get('/status-json.xsl', icecastStatus);
  router.post('/api/stations/:station/reports', takeReport);
  router.get('/metrics', async (context) => {
    context.set('Cache-Control', 'no-store');
    context.type = metrics.contentType;
    context.body = await metrics.render();
  });
  router.get('/healthz', (context) => tellHealth(context, health.live));
  router.get('/readyz', (context) => tellHealth(context, health.ready));
  return router;
}

async function tellHealth(context: Context, health: Health): Promise<void> {
  const report = await health.report();
  context.set('Cache-Control', 'no-store');
  context.status = report.status === 'ok' ? 200 : UNAVAILABLE;
  context.body = report;
}
