import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { journalFault } from '../test/helpers/kept-sound.ts';
import { Machines } from '../test/helpers/machines.ts';
import { NodeBroadcaster } from '../test/helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../test/helpers/playlist-watch.ts';
import { untilOnAir } from '../test/helpers/playlist-follower.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import type { Figure, Measurement } from './figure.ts';
import { Load } from './scale-load.ts';
import type { LoadReport } from './scale-load-program.ts';

const LISTENERS = 500;
const QUICK_LISTENERS = 50;
const SETTLE_MS = 4_000;
const AFTERWARDS_MS = 10_000;
const TAKEN_OVER_WITHIN_MS = 5_000;
const MS_PER_SECOND = 1_000;
const RENDITION = 'aac-96';

/** A player killed while many listen behind the edge. */
export const scalePlayerKilled: Measurement = {
  name: 'scale-player-killed',
  async run({ isQuick }) {
    return withListeners(isQuick, async ({ machines, listeners, notice }) => {
      const { report, pauseMs } = await notice(() => machines.players[0].stop('SIGKILL'));
      return {
        what: `a player killed behind nginx while ${listeners} listen`,
        bar: 'no listener sees an error or a stall',
        reached: `${saidOf(report)}; ${pauseMs.toFixed(0)} ms at most without a part`,
        isReached: report.errors.length + report.abandonedParts + report.stalls === 0,
      };
    });
  },
};

/** Redis killed and started again, empty. */
export const scaleRedis: Measurement = {
  name: 'scale-redis',
  async run({ isQuick }) {
    return withListeners(isQuick, async ({ machines, broadcaster, listeners, notice }) => {
      const { report, pauseMs } = await notice(async () => {
        await machines.redis.kill();
        await machines.redis.begin();
      });
      await broadcaster.stop();
      const fault = await journalFault(
        { stateFolder: join(machines.ingests[0].folder, 'state'), session: broadcaster.session },
        broadcaster.capturedSamples,
      );
      const continues = pauseMs <= TAKEN_OVER_WITHIN_MS && report.errors.length === 0;
      return {
        what: `Redis restarted, empty, while ${listeners} listen`,
        bar: 'broadcast and playback continue; nothing acknowledged is lost',
        reached: `${pauseMs.toFixed(0)} ms at most without a part, ${saidOf(report)}; journal ${fault ?? 'whole'}`,
        isReached: continues && fault === undefined,
      };
    });
  },
};

/** An ingest killed whose station another takes. */
export const scaleTakeover: Measurement = {
  name: 'scale-takeover',
  async run({ isQuick }) {
    return withListeners(isQuick, async ({ machines, watch, listeners, notice }) => {
      const { report, pauseMs } = await notice(() => machines.ingests[0].stop('SIGKILL'));
      const goesOn = watch.ledger.faults.length === 0;
      return {
        what: `ingest killed while ${listeners} listen, its station taken by another`,
        bar: 'players go on without a reload within 5 s',
        reached: `${pauseMs.toFixed(0)} ms at most without a part, ${saidOf(report)}; media sequence ${goesOn ? 'goes on' : watch.ledger.faults.join('; ')}`,
        isReached: pauseMs <= TAKEN_OVER_WITHIN_MS && report.errors.length === 0 && goesOn,
      };
    });
  },
};

interface Notice {
  readonly report: LoadReport;
  /** The longest time in which no part came. */
  readonly pauseMs: number;
}

interface Stage {
  readonly machines: Machines;
  readonly broadcaster: NodeBroadcaster;
  readonly watch: PlaylistWatch;
  readonly listeners: number;
  /** What listeners see of a failure. */
  readonly notice: (fail: () => Promise<unknown>) => Promise<Notice>;
}

async function withListeners(
  isQuick: boolean,
  measure: (stage: Stage) => Promise<Figure>,
): Promise<Figure[]> {
  const [redis = 'redis-server', nginx = 'nginx'] = [
    await locateProgram('redis'),
    await locateProgram('nginx'),
  ];
  const machines = await Machines.start({ redis, nginx });
  const host = `127.0.0.1:${machines.edge.port}`;
  const broadcaster = new NodeBroadcaster({ host, key: machines.ingests[0].key });
  await untilOnAir(machines.edge.url(`/live/main/${RENDITION}/live.m3u8`));
  const watch = new PlaylistWatch(machines.edge.url('/live/main'), RENDITION);
  const listeners = isQuick ? QUICK_LISTENERS : LISTENERS;
  const load = await Load.start({ port: machines.edge.port, listeners });
  const notice = async (fail: () => Promise<unknown>): Promise<Notice> => {
    await pass(SETTLE_MS);
    load.begin();
    const sinceMs = performance.now();
    await fail();
    await pass(AFTERWARDS_MS);
    return { report: await load.report(), pauseMs: Math.max(...watch.pausesMs(sinceMs)) };
  };
  try {
    return [await measure({ machines, broadcaster, watch, listeners, notice })];
  } finally {
    await load.close();
    broadcaster.close();
    await watch.close();
    await machines.close();
  }
}

function saidOf({ errors, abandonedParts, stalls, parts }: LoadReport): string {
  const said = errors.length === 0 ? 'no error' : `${errors.length} errors (${errors[0]})`;
  return `${said}, ${abandonedParts} looked at the playlist again, ${stalls} stalls, ${parts} parts in ${AFTERWARDS_MS / MS_PER_SECOND} s`;
}
