import Router from '@koa/router';
import Koa from 'koa';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { IcecastListener } from './icecast/icecast-listener.ts';
import { type IngestOptions, type IngestSettings, settingsOf } from './ingest-options.ts';
import { Programme } from './programme/programme.ts';
import type { StationProgramme } from './programme/station-programme.ts';
import { serveCaptureAssets, serveCapturePage } from './routes/capture-page.ts';
import { answerErrors } from './routes/error-middleware.ts';
import { serveInformation, takeInformation } from './routes/information-route.ts';
import { takeMetadata } from './routes/metadata-route.ts';
import { takeMount } from './routes/mount-route.ts';
import { serveNowPlaying, takeNowPlaying } from './routes/now-playing-route.ts';
import { takePush } from './routes/push-route.ts';
import type { UplinkState } from './session/uplink-state.ts';
import { ConnectionSlots } from './sources/connection-slots.ts';
import { endInterruptedPushes } from './sources/push-journal.ts';
import { Pushes } from './sources/pushes.ts';
import { SourceSeats } from './sources/source-seats.ts';
import { WebcastServer } from './sources/webcast-server.ts';
import { SourceServer } from './sources/websocket-server.ts';

/** The way in, not listening. */
export interface Ingest {
  /**
   * The capture page and HTTP push. The HTTP server around it needs `requestTimeout: 0`, for a push may last for
   * days (`isPush` tells which requests are one), and should hand requests that expect a 100 over as they are, so that
   * nothing is sent before the key is checked:
   * `server.on('checkContinue', (request, response) => server.emit('request', request, response))`.
   */
  readonly app: Koa;
  /** Takes clients of Icecast before an HTTP server sees their connections. Call once, before it listens. */
  standBefore(server: Server): void;
  /** Takes the upgrade requests of `/ingest/:station`, and of `/:station` for webcast; answers every other with 404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What the sources of a station say of its programme. */
  programmeOf(station: string): Pick<StationProgramme, 'nowPlaying' | 'information' | 'history'>;
  /** How the connection of a broadcaster does; undefined where none of ringcast.v1 is on air. */
  uplinkOf(station: string): UplinkState | undefined;
  /**
   * Tells the broadcaster of ringcast.v1 that is on air at a station that its broadcast is over for good. Others learn
   * of it when the station ends it, which is for the caller to do next.
   */
  takeOffAir(station: string): void;
  /** Knows nothing more of a station that was removed. */
  forget(station: string): void;
  /**
   * Puts the broadcasts that a former process had on air back where they were. Call once, when the stations are there
   * and before clients are.
   */
  restore(): Promise<void>;
  /** Takes nothing more; resolves when what was received is in the stations. Idempotent. */
  drain(): Promise<void>;
  /** Drains, and closes all connections. What they belong to may go on elsewhere by then: close the stations before. */
  close(): Promise<void>;
}

/** What the routes need. */
interface AppParts {
  readonly settings: IngestSettings;
  readonly pushes: Pushes;
  readonly seats: SourceSeats;
  readonly programme: Programme;
}

const NOW_PLAYING_PATH = '/api/stations/:station/now-playing';
const INFORMATION_PATH = '/api/stations/:station/information';

/** Makes the way in: the capture page, WebSockets, HTTP push and clients of Icecast. */
export function createIngest(options: IngestOptions): Ingest {
  const given = settingsOf(options);
  const programme = new Programme(given.now);
  const settings = { ...given, stations: programme.watch(given.stations) };
  const slots = new ConnectionSlots(settings);
  const sockets = new SourceServer({ ...settings, slots });
  const pushes = new Pushes(settings, programme);
  const parts = { settings, pushes, seats: new SourceSeats(), programme };
  const webcast = new WebcastServer({ ...parts, slots });
  const icecast = new IcecastListener(parts);
  let drained: Promise<unknown> | undefined;
  const drain = async () => {
    await (drained ??= Promise.all([sockets.drain(), pushes.close()]));
  };
  return {
    app: createApp(parts),
    standBefore: (server) => standBefore(server, icecast),
    handleUpgrade(request, socket, head) {
      (WebcastServer.isFor(request) ? webcast : sockets).handleUpgrade(request, socket, head);
    },
    programmeOf: (station) => programme.of(station),
    uplinkOf: (station) => sockets.uplinkOf(station),
    takeOffAir: (station) => sockets.takeOffAir(station),
    forget(station) {
      sockets.forget(station);
      programme.forget(station);
    },
    async restore() {
      await endInterruptedPushes(settings.journal);
      await sockets.restore();
    },
    drain,
    async close() {
      await drain();
      sockets.close();
      webcast.close();
      icecast.close();
    },
  };
}

function standBefore(server: Server, icecast: IcecastListener): void {
  // Before 'secureConnection' there are no words to read, only TLS.
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
  const [serve] = server.listeners(event) as ((socket: Socket) => void)[];
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => icecast.accept(socket, () => serve?.call(server, socket)));
}

function createApp(parts: AppParts): Koa {
  const { logger } = parts.settings;
  const router = createRouter(parts);
  const app = new Koa();
  // Most are connections that were lost; without a listener Koa writes them to standard error.
  app.on('error', (err: unknown) => logger.warn({ err }, 'a request failed'));
  app.use(answerErrors(logger));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.use(serveCaptureAssets());
  return app;
}

function createRouter({ settings, programme, ...sources }: AppParts): Router {
  const router = new Router();
  const push = takePush(settings, sources);
  router.put('/ingest/:station', push);
  router.post('/ingest/:station', push);
  router.put('/:station', takeMount(push));
  const servePage = serveCapturePage(settings.stations);
  router.get('/broadcast', servePage);
  router.get('/broadcast/:station', servePage);
  router.register('/admin/metadata', ['GET', 'POST'], takeMetadata(settings, programme));
  router.get(NOW_PLAYING_PATH, serveNowPlaying(settings, programme));
  router.register(NOW_PLAYING_PATH, ['PUT', 'DELETE'], takeNowPlaying(settings, programme));
  router.get(INFORMATION_PATH, serveInformation(settings, programme));
  router.register(INFORMATION_PATH, ['PUT', 'DELETE'], takeInformation(settings, programme));
  return router;
}
