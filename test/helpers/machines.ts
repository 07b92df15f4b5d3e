import { rm } from 'node:fs/promises';
import { EdgeProcess } from './edge-process.ts';
import { RedisProcess } from './redis-process.ts';
import { type ProcessExit, ServerProcess, type ServerProcessOptions } from './server-process.ts';

/** The programs that machines run. */
export interface MachinePrograms {
  readonly redis: string;
  readonly nginx: string;
}

/** The services of docker/compose.scale.yaml as processes of this machine: two ingests, two players, Redis and nginx. */
export class Machines {
  readonly redis: RedisProcess;
  ingests: readonly [ServerProcess, ServerProcess];
  readonly players: readonly [ServerProcess, ServerProcess];
  readonly edge: EdgeProcess;
  readonly #startIngest: (again: ServerProcess) => Promise<ServerProcess>;

  /** Starts them all, with the same settings. The first ingest has the stations. */
  static async start(
    { redis: redisPath, nginx }: MachinePrograms,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Machines> {
    const redis = await RedisProcess.start(redisPath);
    const start = (
      role: string,
      kept: Pick<ServerProcessOptions, 'folder' | 'port'> = {},
    ): Promise<ServerProcess> =>
      ServerProcess.start({
        ...kept,
        settings: { ...settings, RINGCAST_STORE: redis.url, RINGCAST_ROLE: role },
      });
    const first = await start('ingest');
    const [second, ...players] = await Promise.all([start('ingest'), start('player'), start('player')]);
    const edge = await EdgeProcess.start(nginx, {
      players: players.map(hostOf),
      ingests: [first, second].map(hostOf),
    });
    const startIngest = ({ folder, port }: ServerProcess): Promise<ServerProcess> =>
      start('ingest', { folder, port });
    return new Machines({ redis, ingests: [first, second], players, edge }, startIngest);
  }

  private constructor(
    parts: Pick<Machines, 'redis' | 'ingests' | 'players' | 'edge'>,
    startIngest: (again: ServerProcess) => Promise<ServerProcess>,
  ) {
    this.#startIngest = startIngest;
    this.redis = parts.redis;
    this.ingests = parts.ingests;
    this.players = parts.players;
    this.edge = parts.edge;
  }

  /** Tells both ingests at once to stop, and starts them again with what they kept; resolves with how they ended. */
  async restartIngests(): Promise<ProcessExit[]> {
    const [first, second] = this.ingests;
    const exits = await Promise.all([first.stop(), second.stop()]);
    this.ingests = [await this.#startIngest(first), second];
    this.ingests = [this.ingests[0], await this.#startIngest(second)];
    return exits;
  }

  /** Tells the first ingest to stop, so that the second gets the stations, and starts it again. */
  async restartFirstIngest(): Promise<void> {
    const [first, second] = this.ingests;
    await first.stop();
    this.ingests = [await this.#startIngest(first), second];
  }

  async close(): Promise<void> {
    await this.edge.close();
    await Promise.all([...this.ingests, ...this.players].map((server) => server.close()));
    await Promise.all(this.ingests.map(({ folder }) => rm(folder, { recursive: true, force: true })));
    await this.redis.kill();
  }
}

function hostOf({ port }: ServerProcess): string {
  return `127.0.0.1:${port}`;
}
