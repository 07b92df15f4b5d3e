import Koa from 'koa';
import { SYSTEM_CLOCK } from './clock.ts';
import { Origin, type OriginOptions } from './origin/origin.ts';
import { createErrorMiddleware } from './routes/error-middleware.ts';
import { createLiveHandler, type LiveHandler } from './routes/live-handler.ts';
import { createRouter } from './routes/router.ts';

/** What a player needs to know: what its origin does. */
export type PlayerOptions = OriginOptions;

/** A player that does not listen yet. */
export interface Player {
  /** Pages and state. */
  readonly app: Koa;
  /** To be asked before `app`: takes every request under /live. */
  readonly handleLive: LiveHandler;
  /** What the stations offer now. */
  readonly origin: Origin;
  /** Takes no more publications and refuses requests that wait. May be called again. */
  close(): void;
}

/** Makes the side of Ringcast that listeners meet. */
export function createPlayer(options: PlayerOptions): Player {
  const { logger, clock = SYSTEM_CLOCK } = options;
  const origin = new Origin(options);
  const router = createRouter(origin, clock);
  const app = new Koa();
  app.use(createErrorMiddleware(logger));
  app.use(router.routes());
  return { app, origin, handleLive: createLiveHandler(origin, logger), close: () => origin.close() };
}
