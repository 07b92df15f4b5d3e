import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cpuTimeMs, residentKb } from '../test/helpers/process-statistics.ts';
import { PartCollector } from '../test/helpers/part-collector.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import type { Figure, Measurement } from './figure.ts';
import { collectGarbage, INSPECTED } from '../test/helpers/garbage-collector.ts';

/** V8 goes on compiling what runs often for two minutes; what counts is the steady state. */
const COMPILING_MS = 120_000;
const WARM_UP_MS = 30_000;
const SAMPLE_EVERY_MS = 5_000;
const MS_PER_MINUTE = 60_000;
const DISK_FOLDER = '/var/tmp';
const CPU_BAR_PERCENT = 3;
const MEMORY_BAR_MB = 150;
/** A page of a growing heap here and there is no leak; this much a minute would take a day to be felt. */
const FLAT_KB_PER_MINUTE = 100;

/** CPU of everything but ffmpeg, one station on air and no listener. */
export const idleCost: Measurement = {
  name: 'idle-cost',
  async run({ isQuick }) {
    const windowMs = isQuick ? 20_000 : MS_PER_MINUTE;
    return onAir(async (server) => {
      await setTimeout(isQuick ? WARM_UP_MS : COMPILING_MS);
      const before = cpuTimeMs(server.pid);
      await setTimeout(windowMs);
      const percent = ((cpuTimeMs(server.pid) - before) / windowMs) * 100;
      const figure: Figure = {
        what: 'CPU of everything but ffmpeg, per station, without listeners',
        bar: `≤ ${CPU_BAR_PERCENT} % of a core`,
        reached: `${percent.toFixed(2)} % over ${windowMs / 1_000} s`,
        isReached: percent <= CPU_BAR_PERCENT,
      };
      return [figure];
    });
  },
};

/** Resident memory of the server process, one station and one listener. */
export const memory: Measurement = {
  name: 'memory',
  async run({ isQuick }) {
    const { toWarmUp, toWatch } = isQuick ? { toWarmUp: 1, toWatch: 3 } : { toWarmUp: 5, toWatch: 15 };
    return onAir(
      async (server) => {
        void new PartCollector(server.url('/live/main/aac-96')).run().catch(() => {});
        const residentKbs: number[] = [];
        const watchMinute = async (): Promise<number> => {
          for (let atMs = 0; atMs < MS_PER_MINUTE; atMs += SAMPLE_EVERY_MS) {
            await setTimeout(SAMPLE_EVERY_MS);
            residentKbs.push(residentKb(server.pid));
          }
          return keptKb(server);
        };
        for (let minute = 0; minute < toWarmUp; minute++) await watchMinute();
        const keptKbs: number[] = [];
        for (let minute = 0; minute < toWatch; minute++) keptKbs.push(await watchMinute());
        return [memoryFigure({ residentKbs, keptKbs, minutes: toWarmUp + toWatch })];
      },
      { isInspected: true },
    );
  },
};

/**
 * Resident memory without garbage. V8 lets garbage gather for up to half an hour, as long as memory is cheap, so that
 * no shorter look at a process tells a leak from it.
 */
async function keptKb(server: ServerProcess): Promise<number> {
  await collectGarbage(server);
  await setTimeout(SAMPLE_EVERY_MS);
  await collectGarbage(server);
  return residentKb(server.pid);
}

interface MemoryWatch {
  readonly minutes: number;
  readonly residentKbs: readonly number[];
  /** Once a minute, without garbage. */
  readonly keptKbs: readonly number[];
}

function memoryFigure({ minutes, residentKbs, keptKbs }: MemoryWatch): Figure {
  const mostMb = Math.max(...residentKbs) / 1_024;
  const kbPerMinute = slopeOf(keptKbs);
  return {
    what: `resident memory of the server process, one station, after ${minutes} minutes`,
    bar: `≤ ${MEMORY_BAR_MB} MB and flat (≤ ${FLAT_KB_PER_MINUTE} kB a minute over the last ${keptKbs.length} minutes, without garbage)`,
    reached: `${mostMb.toFixed(1)} MB at most, ${kbPerMinute.toFixed(0)} kB a minute`,
    isReached: mostMb <= MEMORY_BAR_MB && kbPerMinute <= FLAT_KB_PER_MINUTE,
  };
}

/** How much equally spaced values rise from one to the next: the least squares' line through all of them. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const rise = values.reduce((sum, value, at) => sum + (at - middle) * value, 0);
  return rise / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}

/** A server with one broadcaster. */
async function onAir(
  measure: (server: ServerProcess) => Promise<Figure[]>,
  { isInspected = false } = {},
): Promise<Figure[]> {
  // The journal belongs on a disk, whatever the segments are on.
  const stateFolder = await mkdtemp(join(DISK_FOLDER, 'ringcast-bench-'));
  const server = await ServerProcess.start({
    nodeFlags: isInspected ? [INSPECTED] : [],
    settings: { RINGCAST_STATE_DIR: stateFolder },
  });
  const broadcaster = startBroadcaster(server);
  try {
    return await measure(server);
  } finally {
    await broadcaster.stop();
    await server.close();
    await rm(stateFolder, { recursive: true });
  }
}
