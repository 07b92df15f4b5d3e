import Router from '@koa/router';

/** Whether the server can do its work; the reasons if not. */
export type Readiness =
  | { readonly isReady: true }
  | { readonly isReady: false; readonly reasons: readonly string[] };

/** Routes for whoever operates the server: `/healthz` answers while the process does, `/readyz` while it can serve. */
export function createOperationRouter(readiness: () => Readiness): Router {
  const router = new Router();
  router.get('/healthz', (context) => {
    context.set('Cache-Control', 'no-store');
    context.body = { status: 'ok' };
  });
  router.get('/readyz', (context) => {
    const state = readiness();
    context.set('Cache-Control', 'no-store');
    context.status = state.isReady ? 200 : 503;
    context.body = state.isReady ? { status: 'ready' } : { status: 'not ready', reasons: state.reasons };
  });
  return router;
}
