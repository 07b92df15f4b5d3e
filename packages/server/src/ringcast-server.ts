import { createIngest, type Ingest } from '@ringcast/ingest';
import { createPlayer, type Player } from '@ringcast/player';
import { DirectoryReader, inspectFfmpeg, type Logger, type PublicationSource } from '@ringcast/segmenter';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { mkdir } from 'node:fs/promises';
import type { LoadedConfiguration } from './configuration/load-configuration.ts';
import { findFfmpeg } from './ffmpeg-location.ts';
import { closeHttp, listenHttp, portOf } from './http-listener.ts';
import { linksOf, type StationLinks } from './links.ts';
import { createRingcastApp } from './ringcast-app.ts';
import { serverNow } from './server-clock.ts';
import { Stations } from './stations.ts';
import { openStreamKeys, type StreamKeys } from './stream-keys.ts';

/** A running server. */
export interface RingcastServer {
  readonly port: number;
  readonly links: readonly StationLinks[];
  /** None where a player runs on its own. */
  readonly stations: Stations | undefined;
  /** Ends broadcasts cleanly and stops. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts what the settings ask for: everything in one process, or a player that follows a segments folder.
 *
 * @throws FfmpegLocationError, SegmenterError `ffmpeg-unsuitable`, ListenError; each message says what to do.
 */
export async function startServer(loaded: LoadedConfiguration, logger: Logger): Promise<RingcastServer> {
  return loaded.configuration.role === 'player' ? startPlayer(loaded, logger) : startAll(loaded, logger);
}

async function startAll(
  { configuration, searchPath }: LoadedConfiguration,
  logger: Logger,
): Promise<RingcastServer> {
  const { path: ffmpegPath, foundBy } = await findFfmpeg({ configured: configuration.ffmpeg, searchPath });
  await inspectFfmpeg(ffmpegPath);
  logger.debug({ ffmpegPath, foundBy }, 'ffmpeg is there');
  const stations = await Stations.open({ configuration, ffmpegPath, now: serverNow, logger });
  const keys = openStreamKeys(configuration);
  const ingest = createIngest({ stations, streamKeyOf: keys.of, ffmpegPath, logger });
  const player = openPlayer(configuration.stations, stations, logger);
  stations.restore();
  const server = await listen({ configuration, ingest, player });
  return runningServer({
    configuration,
    keys,
    server,
    stations,
    closeSources: closeAll(ingest, stations),
    player,
  });
}

async function startPlayer({ configuration }: LoadedConfiguration, logger: Logger): Promise<RingcastServer> {
  await mkdir(configuration.segmentsDir, { recursive: true });
  const reader = new DirectoryReader({ folder: configuration.segmentsDir, logger });
  const player = openPlayer(configuration.stations, reader, logger);
  await reader.opened();
  const server = await listen({ configuration, ingest: undefined, player });
  const keys = { of: () => '' };
  const closeSources = (): Promise<void> => reader.close();
  return runningServer({ configuration, keys, server, stations: undefined, closeSources, player });
}

function openPlayer(stations: object, source: PublicationSource, logger: Logger): Player {
  return createPlayer({ source, stations: Object.keys(stations), logger });
}

/** The order matters: sources stop, what they sent is drained and published, then listeners' connections end. */
function closeAll(ingest: Ingest, stations: Stations): () => Promise<void> {
  return async () => {
    await ingest.close();
    await stations.close();
  };
}

interface Doors {
  readonly configuration: LoadedConfiguration['configuration'];
  readonly ingest: Ingest | undefined;
  readonly player: Player;
}

async function listen({ configuration, ingest, player }: Doors): Promise<Server> {
  const app = createRingcastApp({
    ingest: ingest?.app,
    player: player.app,
    readiness: () => ({ isReady: true }),
  });
  const handleRest = app.callback();
  return listenHttp({
    ...configuration,
    host: configuration.host,
    onRequest(request: IncomingMessage, response: ServerResponse) {
      if (!player.handleLive(request, response)) void handleRest(request, response);
    },
    onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      if (ingest) ingest.handleUpgrade(request, socket, head);
      else socket.destroy();
    },
  });
}

interface RunningParts {
  readonly configuration: LoadedConfiguration['configuration'];
  readonly keys: StreamKeys;
  readonly server: Server;
  readonly stations: Stations | undefined;
  readonly closeSources: () => Promise<void>;
  readonly player: Player;
}

function runningServer({
  configuration,
  keys,
  server,
  stations,
  closeSources,
  player,
}: RunningParts): RingcastServer {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await closeSources();
    player.close();
    await closeHttp(server);
  };
  const port = portOf(server);
  return {
    port,
    links: linksOf(configuration, keys, port),
    stations,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
