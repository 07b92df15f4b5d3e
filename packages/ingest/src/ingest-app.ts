import Router from '@koa/router';
import Koa from 'koa';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type IngestOptions, settingsOf } from './ingest-options.ts';
import { serveCaptureAssets, serveCapturePage } from './routes/capture-page.ts';
import { answerErrors } from './routes/error-middleware.ts';
import { PushRoute } from './routes/push-route.ts';
import { endInterruptedPushes } from './sources/push-journal.ts';
import { SourceServer } from './sources/websocket-server.ts';

/** The way in, not listening. */
export interface Ingest {
  /**
   * The capture page and HTTP push. The HTTP server around it needs `requestTimeout: 0`, for a push may last for
   * days, and should hand requests that expect a 100 over as they are, so that nothing is sent before the key is
   * checked: `server.on('checkContinue', (request, response) => server.emit('request', request, response))`.
   */
  readonly app: Koa;
  /** Takes the upgrade requests of `/ingest/:station`; answers every other with 404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Puts the broadcasts that a former process had on air back where they were. Call once, when the stations are there
   * and before clients are.
   */
  restore(): Promise<void>;
  /** Takes nothing more; resolves when what was received is in the stations. Idempotent. */
  close(): Promise<void>;
}

/** Makes the way in: the capture page, WebSockets and HTTP push. */
export function createIngest(options: IngestOptions): Ingest {
  const settings = settingsOf(options);
  const sockets = new SourceServer(settings);
  const pushes = new PushRoute(settings);
  let closed: Promise<unknown> | undefined;
  return {
    app: createApp(settings, pushes),
    handleUpgrade: (request, socket, head) => sockets.handleUpgrade(request, socket, head),
    async restore() {
      await endInterruptedPushes(settings.journal);
      await sockets.restore();
    },
    async close() {
      closed ??= Promise.all([sockets.close(), pushes.close()]);
      await closed;
    },
  };
}

function createApp({ stations, logger }: IngestOptions, pushes: PushRoute): Koa {
  const router = new Router();
  router.put('/ingest/:station', pushes.handle);
  router.post('/ingest/:station', pushes.handle);
  const servePage = serveCapturePage(stations);
  router.get('/broadcast', servePage);
  router.get('/broadcast/:station', servePage);
  const app = new Koa();
  // Most are connections that were lost; without a listener Koa writes them to standard error.
  app.on('error', (err: unknown) => logger.warn({ err }, 'a request failed'));
  app.use(answerErrors(logger));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.use(serveCaptureAssets());
  return app;
}
