import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cpuTimeMs, residentKb } from '../test/helpers/process-statistics.ts';
import { PartCollector } from '../test/helpers/part-collector.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import type { Figure, Measurement } from './figure.ts';

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
    const minutes = isQuick ? 1 : 10;
    return onAir(async (server) => {
      const listener = new PartCollector(server.url('/live/main/aac-96')).run().catch(() => {});
      await setTimeout(WARM_UP_MS);
      const samples: number[] = [];
      for (let i = 0; i < (minutes * MS_PER_MINUTE) / SAMPLE_EVERY_MS; i++) {
        await setTimeout(SAMPLE_EVERY_MS);
        samples.push(residentKb(server.pid));
      }
      void listener;
      return [memoryFigure(samples, minutes)];
    });
  },
};

/** The second half tells whether it is flat: the first fills the window and warms the code. */
function memoryFigure(samples: readonly number[], minutes: number): Figure {
  const secondHalf = samples.slice(samples.length / 2);
  const slope = slopeOf(secondHalf) * (MS_PER_MINUTE / SAMPLE_EVERY_MS);
  const mostMb = Math.max(...samples) / 1_024;
  return {
    what: `resident memory of the server process, one station, after ${minutes} minutes`,
    bar: `≤ ${MEMORY_BAR_MB} MB and flat (≤ ${FLAT_KB_PER_MINUTE} kB a minute in the second half)`,
    reached: `${mostMb.toFixed(1)} MB at most, ${slope.toFixed(0)} kB a minute`,
    isReached: mostMb <= MEMORY_BAR_MB && slope <= FLAT_KB_PER_MINUTE,
  };
}

/** Slope of the straight line that fits best, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  const variance = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return covariance / variance;
}

/** A server with one broadcaster. */
async function onAir(measure: (server: ServerProcess) => Promise<Figure[]>): Promise<Figure[]> {
  // The journal belongs on a disk, whatever the segments are on.
  const stateFolder = await mkdtemp(join(DISK_FOLDER, 'ringcast-bench-'));
  const server = await ServerProcess.start({ settings: { RINGCAST_STATE_DIR: stateFolder } });
  const broadcaster = startBroadcaster(server);
  try {
    return await measure(server);
  } finally {
    await broadcaster.stop();
    await server.close();
    await rm(stateFolder, { recursive: true });
  }
}
