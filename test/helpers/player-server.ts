import { createPlayer, type Player, type PlayerOptions } from '@ringcast/player';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from './manual-clock.ts';
import { PublicationBuilder, type PublicationBuilderOptions } from './publication-builder.ts';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What an error's body says. */
export function refusalOf({ body }: { body: Buffer }): { code: string; message: string } {
  return JSON.parse(String(body)) as { code: string; message: string };
}

/** How a request is made. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** A player on a free port, fed by a builder and timed by a manual clock. */
export interface PlayerServer {
  readonly player: Player;
  readonly port: number;
  readonly builder: PublicationBuilder;
  readonly clock: ManualClock;
  /** Messages of errors and warnings that were logged. */
  readonly complaints: readonly string[];
  /** Sends a request with the path exactly as given. */
  readonly ask: (path: string, options?: Ask) => Promise<Reply>;
  /** Opens a connection to write bytes to. */
  readonly connect: () => Promise<Socket>;
  /** Resolves when that many requests of station main wait. */
  readonly untilWaiting: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts a player for tests. */
export async function startPlayer(
  options: Partial<PlayerOptions> & { built?: PublicationBuilderOptions } = {},
): Promise<PlayerServer> {
  const clock = new ManualClock();
  const builder = new PublicationBuilder(options.built);
  const complaints: string[] = [];
  const ignore = (): void => {};
  const complain = (_: object, message: string): void => void complaints.push(message);
  const logger = { debug: ignore, info: ignore, warn: complain, error: complain };
  const player = createPlayer({ source: builder, stations: ['main'], logger, clock, ...options });
  const answerByKoa = player.app.callback();
  const server = createServer((incoming, response) => {
    if (!player.handleLive(incoming, response)) void answerByKoa(incoming, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const port = portOf(server);
  const agent = new Agent({ keepAlive: true });
  return {
    player,
    port,
    builder,
    clock,
    complaints,
    ask: (path, ask) => send({ port, agent, path }, ask),
    async connect() {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
    async untilWaiting(count) {
      while (player.origin.station('main')?.waitingCount !== count) await nextTurn();
    },
    async close() {
      player.close();
      agent.destroy();
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function send(
  to: { port: number; agent: Agent; path: string },
  { method = 'GET', headers = {} }: Ask = {},
): Promise<Reply> {
  const outgoing = request({ ...to, host: '127.0.0.1', method, headers });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
