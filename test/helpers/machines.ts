import { EdgeProcess } from './edge-process.ts';
import { RedisProcess } from './redis-process.ts';
import { ServerProcess } from './server-process.ts';

/** The programs that machines run. */
export interface MachinePrograms {
  readonly redis: string;
  readonly nginx: string;
}

/** The services of docker/compose.scale.yaml as processes of this machine: two ingests, two players, Redis and nginx. */
export class Machines {
  readonly redis: RedisProcess;
  readonly ingests: readonly [ServerProcess, ServerProcess];
  readonly players: readonly [ServerProcess, ServerProcess];
  readonly edge: EdgeProcess;

  /** Starts them all, with the same settings. The first ingest has the stations. */
  static async start(
    { redis: redisPath, nginx }: MachinePrograms,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Machines> {
    const redis = await RedisProcess.start(redisPath);
    const start = (role: string): Promise<ServerProcess> =>
      ServerProcess.start({ settings: { ...settings, RINGCAST_STORE: redis.url, RINGCAST_ROLE: role } });
    const first = await start('ingest');
    const [second, ...players] = await Promise.all([start('ingest'), start('player'), start('player')]);
    const edge = await EdgeProcess.start(nginx, {
      players: players.map(hostOf),
      ingests: [first, second].map(hostOf),
    });
    return new Machines({ redis, ingests: [first, second], players, edge });
  }

  private constructor(parts: Pick<Machines, 'redis' | 'ingests' | 'players' | 'edge'>) {
    this.redis = parts.redis;
    this.ingests = parts.ingests;
    this.players = parts.players;
    this.edge = parts.edge;
  }

  async close(): Promise<void> {
    await this.edge.close();
    await Promise.all([...this.ingests, ...this.players].map((server) => server.close()));
    await this.redis.kill();
  }
}

function hostOf({ port }: ServerProcess): string {
  return `127.0.0.1:${port}`;
}
