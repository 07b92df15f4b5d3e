import type { Logger } from '@ringcast/segmenter';
import Koa, { type Context, type Next } from 'koa';
import compress from 'koa-compress';
import mount from 'koa-mount';
import { createAdminPages } from './routes/admin-pages.ts';
import { type AdminRoutes, createAdminRouter } from './routes/admin-router.ts';
import { setDefaultHeaders } from './routes/default-headers.ts';
import { createOperationRouter, type OperationRoutes } from './routes/operation-router.ts';

/** Paths of the side where sound comes in; everything else is the listeners'. */
const INGEST_PATHS =
  /^\/(ingest|broadcast|assets\/capture|admin\/metadata|api\/stations\/[^/]*\/(now-playing|information))(\/|$)/;
/** Source clients say `PUT /main`. */
const INGEST_METHOD = 'PUT';

/** The apps that make up a server. */
export interface RingcastParts {
  /** None where a player runs on its own. */
  readonly ingest: Koa | undefined;
  readonly player: Koa;
  /** None where a player runs on its own. */
  readonly admin: AdminRoutes | undefined;
  readonly operation: OperationRoutes;
  readonly logger: Logger;
}

/** The whole of Ringcast behind one port, apart from what is answered beside Koa. */
export function createRingcastApp({ ingest, player, admin, operation, logger }: RingcastParts): Koa {
  const app = new Koa();
  // Such as a client that leaves in the middle of an answer; without a listener Koa prints it beside the log.
  app.on('error', (err: unknown) => logger.debug({ err }, 'a request broke off'));
  const operationRouter = createOperationRouter(operation);
  const toPlayer = mount('/', player);
  const toIngest = ingest ? mount('/', ingest) : toPlayer;
  app.use(setDefaultHeaders());
  app.use(compress({ threshold: 1024 }));
  app.use(operationRouter.routes());
  if (admin) app.use(createAdminRouter(admin).routes());
  app.use(createAdminPages(admin !== undefined).routes());
  app.use(async (context: Context, next: Next) => {
    const isForIngest = context.method === INGEST_METHOD || INGEST_PATHS.test(context.path);
    await (isForIngest ? toIngest : toPlayer)(context, next);
  });
  return app;
}
