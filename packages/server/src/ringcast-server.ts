import { type Ingest, isPush } from '@ringcast/ingest';
import { createPlayer, type Player } from '@ringcast/player';
import type { Logger } from '@ringcast/segmenter';
import type { Server } from 'node:http';
import { Administration } from './administration/administration.ts';
import { DashboardFeed } from './administration/dashboard-feed.ts';
import type { Configuration } from './configuration/configuration-schema.ts';
import { playerSettingsOf } from './configuration/part-settings.ts';
import { AttemptLimit } from './doors/attempt-limit.ts';
import { createAddressLookup, createProxyTest } from './doors/client-address.ts';
import { KeyDoor } from './doors/key-door.ts';
import { claimFolders } from './folder-claim.ts';
import { watchHealth, type ServerHealth } from './health/server-health.ts';
import { closeHttp, listenHttp, portOf } from './http-listener.ts';
import { openRecorder } from './kept-sound.ts';
import { openServerKeys, type ServerKeys } from './keys/server-keys.ts';
import { adminLinkOf, elsewhereOf, linksOf, type StationLinks } from './links.ts';
import { createRingcastApp } from './ringcast-app.ts';
import type { AdminRoutes } from './routes/admin-router.ts';
import { takeListenerReport } from './routes/listener-report-route.ts';
import { serveIcecastStatus } from './routes/icecast-status.ts';
import { Observation } from './observation.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { ServerClock } from './server-clock.ts';
import { openSoundPath } from './sound-path.ts';
import { StationCatalogue } from './stations/station-catalogue.ts';
import { openCertificate } from './tls/certificate-files.ts';
import { openHttpRedirect } from './tls/http-redirect.ts';
import { openStore } from './store.ts';

/** No body but a push has more than some kilobytes; and players whose network is away try again long before a minute. */
const PATIENCE = { bodyMs: 30_000, stallMs: 60_000 };

/** A running server. */
export interface RingcastServer {
  readonly port: number;
  /** Where people find the stations. */
  readonly links: readonly StationLinks[];
  /** Opens the administration; none where a player runs on its own. */
  readonly adminLink: string | undefined;
  /** Its addresses for other devices of the network. */
  readonly elsewhere: readonly string[];
  /** Ends broadcasts cleanly and stops. May be called again. */
  close(): Promise<void>;
}

/** What it takes to start a server. */
export interface ServerOptions {
  readonly configuration: Configuration;
  /** As {@link findServersFfmpeg} finds it; only a player alone needs none. */
  readonly ffmpegPath: string | undefined;
  readonly logger: Logger;
}

/**
 * Starts what the settings ask for: stations with their players, or a player alone, which follows the store.
 *
 * @throws FolderInUseError, SegmenterError `store-failed`, ListenError; each message says what to do. TypeError without an ffmpeg.
 */
export async function startServer(options: ServerOptions): Promise<RingcastServer> {
  const { ffmpegPath, logger } = options;
  const catalogue = StationCatalogue.open(options.configuration);
  const configuration = { ...options.configuration, stations: catalogue.stations };
  if (configuration.role === 'player') return startPlayer(configuration, logger);
  if (ffmpegPath === undefined) throw new TypeError(`The role "${configuration.role}" needs an ffmpeg.`);
  return startWithIngest(configuration, { catalogue, ffmpegPath, logger });
}

async function startWithIngest(
  configuration: Configuration,
  { catalogue, ffmpegPath, logger }: { catalogue: StationCatalogue; ffmpegPath: string; logger: Logger },
): Promise<RingcastServer> {
  const releaseFolders = await claimFolders(configuration, logger);
  const warn = (err: unknown): void => logger.warn({ err }, 'the stations cannot be kept');
  await catalogue.noteConfigured().catch(warn);
  const keys = openServerKeys(configuration, logger);
  const door = openDoor(configuration, keys);
  const path = await openSoundPath({ configuration, catalogue, door, ffmpegPath, logger });
  const { stations, journal, ingest, player } = path;
  const { origin } = player;
  const recorder = openRecorder(configuration, { journal, ffmpegPath, logger });
  const parts = { ...path, configuration, origin, keys: keys.made, logger };
  const observation = new Observation({ ...parts, ffmpegPath });
  const { metrics, health } = observation;
  const administration = new Administration({ ...parts, catalogue, metrics });
  const feed = new DashboardFeed({ administration, log: observation.log, now: path.now });
  const addressOf = createAddressLookup(configuration.trustProxy);
  const { judgeAdminKey } = door;
  const admin = { judgeAdminKey, addressOf, keys: keys.made, administration, feed, logger };
  const http = await listen(configuration, { ...path, admin, metrics, health, logger });
  const port = portOf(http);
  // What sources sent is drained and published, and only then do they learn, for their station may be at another machine
  // by then. Listeners' connections end last.
  const close = once(async () => {
    observation.noteClosing();
    await ingest.drain();
    await stations.close();
    await ingest.close();
    await Promise.all([recorder.close(), journal.close(), keys.made.close()]);
    await path.closeStore();
    await observation.close();
    feed.close();
    player.close();
    await closeHttp(http);
    releaseFolders();
  });
  const adminLink = adminLinkOf(configuration, keys.admin, port);
  const links = linksOf(configuration, keys.stream, port);
  return { port, links, adminLink, elsewhere: elsewhereOf(configuration, port), close };
}

function openDoor({ maxWrongKeys, wrongKeysKeptMs }: Configuration, keys: ServerKeys): KeyDoor {
  const limits = { maxWrongKeys, windowMs: wrongKeysKeptMs };
  return new KeyDoor(keys, new AttemptLimit({ ...limits, nowMs: () => performance.now() }));
}

async function startPlayer(configuration: Configuration, logger: Logger): Promise<RingcastServer> {
  const names = Object.keys(configuration.stations);
  const store = openStore(configuration, logger);
  const reader = await store.follow(names);
  const player = createPlayer({
    ...playerSettingsOf(configuration),
    source: reader,
    stations: names,
    logger,
  });
  await reader.opened();
  const { origin } = player;
  const { now } = new ServerClock(configuration.stateDir, logger);
  const metrics = new ServerMetrics({ origin, publications: reader, now });
  const closing = new AbortController();
  const health = watchHealth({ configuration, now, closing: closing.signal, reader });
  const http = await listen(configuration, { player, metrics, health, now, logger });
  const close = once(async () => {
    closing.abort();
    metrics.close();
    await reader.close();
    player.close();
    await closeHttp(http);
    await store.close();
  });
  const port = portOf(http);
  const links = linksOf(configuration, undefined, port);
  return { port, links, adminLink: undefined, elsewhere: elsewhereOf(configuration, port), close };
}

interface ServerParts {
  readonly ingest?: Ingest;
  readonly player: Player;
  readonly admin?: AdminRoutes;
  readonly metrics: ServerMetrics;
  readonly health: ServerHealth;
  readonly now: () => number;
  readonly logger: Logger;
}

async function listen(configuration: Configuration, parts: ServerParts): Promise<Server> {
  const { ingest, player, admin, metrics, health, now, logger } = parts;
  const icecastStatus = serveIcecastStatus({
    stations: () => player.states(),
    startedAt: new Date(now()),
  });
  const takeReport = takeListenerReport({
    isWanted: configuration.listenerReports,
    addressOf: createAddressLookup(configuration.trustProxy),
    hasStation: (name) => player.origin.station(name) !== undefined,
    onReport: (station, report) => metrics.listeners.note(station, report),
  });
  const handleRest = createRingcastApp({
    ingest: ingest?.app,
    player: player.app,
    admin,
    operation: { icecastStatus, metrics, health, takeReport },
    logger,
  }).callback();
  const http = await listenHttp({
    host: configuration.host,
    port: configuration.port,
    certificate: openCertificate(configuration, logger),
    headerTimeoutMs: configuration.headerTimeoutMs,
    patience: PATIENCE,
    isPush,
    connections: { ...configuration, isProxy: createProxyTest(configuration.trustProxy), logger },
    onRequest(request, response) {
      if (!player.handleLive(request, response)) void handleRest(request, response);
    },
    onUpgrade(request, socket, head) {
      if (ingest) ingest.handleUpgrade(request, socket, head);
      else socket.destroy();
    },
    prepare: (server) => ingest?.standBefore(server),
  });
  await openHttpRedirect(configuration, http, logger);
  metrics.watch(http);
  return http;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
