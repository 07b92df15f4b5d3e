import { setTimeout as pass } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { childFfmpegPids } from '../test/helpers/child-ffmpeg.ts';
import { untilOnAir } from '../test/helpers/playlist-follower.ts';
import { totalCpuTimeMs } from '../test/helpers/process-statistics.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster, type Broadcaster } from './broadcaster.ts';
import type { Figure, Measurement } from './figure.ts';

const STATIONS = 20;
const QUICK_STATIONS = 3;
const RENDITIONS = 'aac-48,aac-96,aac-160,aac-256';
/** V8 goes on compiling what runs often for two minutes. */
const WARM_UP_MS = 120_000;
const QUICK_WARM_UP_MS = 15_000;
const LEAST_SHARE = 0.85;

/** How much of what stations cost is ffmpeg's, and how many this machine could carry. */
export const scaleStations: Measurement = {
  name: 'scale-stations',
  async run({ isQuick }) {
    const count = isQuick ? QUICK_STATIONS : STATIONS;
    const names = Array.from({ length: count }, (_, index) => `station-${index}`);
    const server = await ServerProcess.start({
      settings: { RINGCAST_STATIONS: names.join(','), RINGCAST_RENDITIONS: RENDITIONS },
    });
    const broadcasters: Broadcaster[] = [];
    try {
      // One after the other: that many processes that start at once keep each other waiting.
      for (const station of names) {
        broadcasters.push(startBroadcaster(server, 'noise', station));
        await untilOnAir(server.url(`/live/${station}/aac-96/live.m3u8`));
      }
      await pass(isQuick ? QUICK_WARM_UP_MS : WARM_UP_MS);
      return [await costOf(server, { count, seconds: isQuick ? 10 : 60 })];
    } finally {
      await Promise.all(broadcasters.map((broadcaster) => broadcaster.stop()));
      await server.close();
    }
  },
};

async function costOf(
  server: ServerProcess,
  { count, seconds }: { count: number; seconds: number },
): Promise<Figure> {
  const encoders = childFfmpegPids(server.pid);
  const before = { encoders: totalCpuTimeMs(encoders), server: totalCpuTimeMs([server.pid]) };
  await pass(seconds * 1_000);
  const perStation = (afterMs: number, beforeMs: number): number =>
    (afterMs - beforeMs) / (seconds * 1_000) / count;
  const encoderCores = perStation(totalCpuTimeMs(encoders), before.encoders);
  const serverCores = perStation(totalCpuTimeMs([server.pid]), before.server);
  const share = encoderCores / (encoderCores + serverCores);
  const cores = availableParallelism();
  const alone = Math.floor(cores / encoderCores);
  const together = Math.floor(cores / (encoderCores + serverCores));
  return {
    what: `stations on this machine (${cores} cores), four AAC renditions each, by what ${count} cost`,
    bar: `as many as ffmpeg alone allows minus ${((1 - LEAST_SHARE) * 100).toFixed(0)} %`,
    reached: `${together} where ffmpeg alone allows ${alone} (${percent(encoderCores)} of a core for ffmpeg, ${percent(serverCores)} for all else, each)`,
    isReached: share >= LEAST_SHARE && encoders.length === count,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
