import { setTimeout as pass } from 'node:timers/promises';
import { CountingProxy } from '../test/helpers/counting-proxy.ts';
import { EdgeProcess } from '../test/helpers/edge-process.ts';
import { followPlaylist } from '../test/helpers/playlist-follower.ts';
import { cpuTimeMs, totalCpuTimeMs } from '../test/helpers/process-statistics.ts';
import { RedisProcess } from '../test/helpers/redis-process.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { median, quantile, type Figure, type Measurement } from './figure.ts';
import { Load } from './scale-load.ts';
import { ScaleSource } from './scale-source.ts';

const LISTENERS = 3_000;
const QUICK_LISTENERS = 300;
const LISTENERS_BAR_MS = 100;
const EDGE_LISTENERS = [10, 5_000];
const QUICK_EDGE_LISTENERS = [10, 300];
const DELIVERY_BAR_MS = 20;
/** As docker/compose.scale.yaml starts it. */
const PLAYER_FLAGS = ['--max-semi-space-size=64'];
const SETTLE_MS = 4_000;

/** Many listeners on one player process. */
export const scaleListeners: Measurement = {
  name: 'scale-listeners',
  async run({ isQuick }) {
    return withPlayer(async ({ player }) => {
      const figures: Figure[] = [];
      for (const way of ['chain', 'reload'] as const) {
        const size = isQuick
          ? { listeners: QUICK_LISTENERS, seconds: 10 }
          : { listeners: LISTENERS, seconds: 30 };
        figures.push(await loadPlayer(player, { way, ...size }));
      }
      return figures;
    });
  },
};

/** What a player sees of listeners behind the edge. */
export const scaleEdge: Measurement = {
  name: 'scale-edge',
  async run({ isQuick }) {
    return withPlayer(async ({ player }) => {
      const nginx = (await locateProgram('nginx')) ?? 'nginx';
      const figures: Figure[] = [];
      for (const listeners of isQuick ? QUICK_EDGE_LISTENERS : EDGE_LISTENERS) {
        figures.push(await loadEdge({ nginx, player, listeners, seconds: isQuick ? 10 : 30 }));
      }
      return figures;
    });
  },
};

/** A part on its way through Redis to a player's answer. */
export const scaleDelivery: Measurement = {
  name: 'scale-delivery',
  async run({ isQuick }) {
    return withPlayer(async ({ player, source }) => {
      const delaysMs: number[] = [];
      const stop = AbortSignal.timeout(isQuick ? 10_000 : 60_000);
      const url = player.url('/live/main/aac-96/live.m3u8');
      for await (const { awaited } of followPlaylist(url, stop)) {
        const atMs = awaited && source.publishedAtMs.get(`${awaited.msn}.${awaited.part}`);
        if (atMs !== undefined) delaysMs.push(performance.now() - atMs);
      }
      const p95 = quantile(delaysMs, 0.95);
      return [
        {
          what: 'part given to Redis → blocked playlist answered by a player on another process',
          bar: `p95 ≤ ${DELIVERY_BAR_MS} ms`,
          reached: `p95 ${p95.toFixed(1)} ms, median ${median(delaysMs).toFixed(1)} ms, ${delaysMs.length} answers`,
          isReached: p95 <= DELIVERY_BAR_MS,
        },
      ];
    });
  },
};

interface PlayerStage {
  readonly player: ServerProcess;
  readonly source: ScaleSource;
}

async function withPlayer(measure: (stage: PlayerStage) => Promise<Figure[]>): Promise<Figure[]> {
  const redis = await RedisProcess.start((await locateProgram('redis')) ?? 'redis-server');
  const source = await ScaleSource.start(redis.url);
  const settings = {
    RINGCAST_STORE: redis.url,
    RINGCAST_ROLE: 'player',
    // All of them are at one address here.
    RINGCAST_MAX_CONNECTIONS_PER_ADDRESS: '20000',
  };
  const player = await ServerProcess.start({ settings, nodeFlags: PLAYER_FLAGS });
  try {
    return await measure({ player, source });
  } finally {
    await player.close();
    await source.close();
    await redis.kill();
  }
}

async function loadPlayer(
  player: ServerProcess,
  { way, listeners, seconds }: { way: 'chain' | 'reload'; listeners: number; seconds: number },
): Promise<Figure> {
  const load = await Load.start({ port: player.port, listeners, way });
  await pass(SETTLE_MS);
  load.begin();
  const before = { player: cpuTimeMs(player.pid), load: cpuTimeMs(load.pid) };
  await pass(seconds * 1_000);
  const cores = (pid: number, startMs: number): string =>
    ((cpuTimeMs(pid) - startMs) / (seconds * 1_000)).toFixed(2);
  const used = `${cores(player.pid, before.player)} of a core; the listeners' process ${cores(load.pid, before.load)}`;
  const { delaysMs, parts, errors, stalls } = await load.report();
  await load.close();
  const p99 = quantile(delaysMs, 0.99);
  const each = delaysMs.length / parts;
  const asked = way === 'chain' ? 'parts ahead, as our page' : 'a playlist and a part for each part';
  return {
    what: `${listeners} listeners on one player process, every part (${asked})`,
    bar: `p99 ≤ ${LISTENERS_BAR_MS} ms after the first listener's`,
    reached: `p99 ${p99.toFixed(0)} ms, median ${median(delaysMs).toFixed(0)} ms; ${parts} parts to ${each.toFixed(0)} listeners, ${errors.length} errors, ${stalls} stalls; ${used}`,
    isReached: p99 <= LISTENERS_BAR_MS && errors.length === 0 && stalls === 0 && each > listeners * 0.99,
  };
}

interface EdgeLoad {
  readonly nginx: string;
  readonly player: ServerProcess;
  readonly listeners: number;
  readonly seconds: number;
}

async function loadEdge({ nginx, player, listeners, seconds }: EdgeLoad): Promise<Figure> {
  const proxy = await CountingProxy.open(player.port);
  const edge = await EdgeProcess.start(nginx, { players: [proxy.host], ingests: [proxy.host] });
  const load = await Load.start({ port: edge.port, listeners });
  await pass(SETTLE_MS);
  proxy.counts.clear();
  load.begin();
  const workers = edge.workerPids;
  const before = totalCpuTimeMs(workers);
  await pass(seconds * 1_000);
  const cores = (totalCpuTimeMs(workers) - before) / (seconds * 1_000);
  const { delaysMs, parts, errors, stalls } = await load.report();
  const partCounts = [...proxy.counts].filter(([url]) => /\.\d+\.m4s$/.test(url)).map(([, count]) => count);
  await load.close();
  await edge.close();
  await proxy.close();
  const most = Math.max(...partCounts);
  const p99 = quantile(delaysMs, 0.99);
  return {
    what: `requests at the player per part and rendition, ${listeners} listeners behind nginx`,
    bar: '1, no error, no stall',
    reached: `${most} at most of ${partCounts.length}; ${parts} parts to ${(delaysMs.length / parts).toFixed(0)} listeners, p99 ${p99.toFixed(0)} ms after the first, ${errors.length} errors, ${stalls} stalls; nginx took ${cores.toFixed(2)} of a core`,
    isReached: most === 1 && errors.length === 0 && stalls === 0,
  };
}
