import Koa from 'koa';
import { fileURLToPath } from 'node:url';
import { SYSTEM_CLOCK } from './clock.ts';
import { Origin, type OriginOptions } from './origin/origin.ts';
import type { StationOrigin } from './origin/station-origin.ts';
import { NO_PROGRAMME, type ProgrammeLookup } from './programme.ts';
import { createErrorMiddleware } from './routes/error-middleware.ts';
import { createLiveHandler, type AddressLookup, type LiveHandler } from './routes/live-handler.ts';
import { ADMITTED, type ListenerJudge } from './routes/listener-door.ts';
import { Pages } from './routes/pages.ts';
import { createRouter } from './routes/router.ts';
import { describeStation, type StationState } from './routes/station-state.ts';

/** What a player needs to know. */
export interface PlayerOptions extends OriginOptions {
  /** The built pages. Default: what the build makes of this package's browser/. */
  readonly pagesDir?: string;
  /** What sources say is playing. Default nothing. */
  readonly programmeOf?: ProgrammeLookup;
  /** Judges who may hear a station. Default everyone may. */
  readonly judgeListener?: ListenerJudge;
  /** Sites that may frame the page for embedding, or `*`, `self`, `none`. Default `*`. */
  readonly embedOrigins?: readonly string[];
  /** Finds the address of whoever made a request. Default that of its connection. */
  readonly addressOf?: AddressLookup;
}

/** Seen from src/ as from dist/. */
const BUILT_PAGES_DIR = fileURLToPath(new URL('../dist/browser/', import.meta.url));

/** A player that does not listen yet. */
export interface Player {
  /** Pages and state. */
  readonly app: Koa;
  /** To be asked before `app`: takes every request under /live. */
  readonly handleLive: LiveHandler;
  /** What the stations offer now. */
  readonly origin: Origin;
  /** All stations as the state API tells them, in the order of the settings. */
  states(): StationState[];
  /** Takes no more publications and refuses requests that wait. May be called again. */
  close(): void;
}

/** Makes the side of Ringcast that listeners meet. */
export function createPlayer(options: PlayerOptions): Player {
  const { logger, clock = SYSTEM_CLOCK, pagesDir = BUILT_PAGES_DIR, programmeOf = NO_PROGRAMME } = options;
  const { judgeListener = () => ADMITTED, embedOrigins = ['*'] } = options;
  const { addressOf = ({ socket }) => socket.remoteAddress ?? '' } = options;
  const origin = new Origin(options);
  const describe = (station: StationOrigin): StationState => {
    const access = judgeListener(station.name, undefined).kind === 'admitted' ? 'public' : 'token';
    const programme = programmeOf(station.name);
    return describeStation(station, { programme, access, nowMs: clock.wallMs() });
  };
  const router = createRouter({ origin, clock, describe, embedOrigins, pages: new Pages(pagesDir) });
  const app = new Koa();
  // Only what goes wrong on the way out gets here, which is clients that left.
  app.on('error', (err: unknown) => logger.debug({ err }, 'an answer was not taken'));
  app.use(createErrorMiddleware(logger));
  app.use(router.routes());
  return {
    app,
    origin,
    states: () => origin.stations.map(describe),
    handleLive: createLiveHandler({ origin, addressOf, judgeListener, logger }),
    close: () => origin.close(),
  };
}
