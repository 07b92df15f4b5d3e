import { setTimeout as pass } from 'node:timers/promises';
import { collectGarbage, INSPECTED } from '../test/helpers/garbage-collector.ts';
import { untilOnAir } from '../test/helpers/playlist-follower.ts';
import { residentKb } from '../test/helpers/process-statistics.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { WebSocketSource } from '../test/helpers/websocket-source.ts';
import { numberedNoise } from '../test/helpers/numbered-noise.ts';
import type { Measurement } from './figure.ts';
import { Load } from './scale-load.ts';

const LISTENERS = 500;
const STATIONS = 20;
/** Each of the stations that come and go is on air for so long, one after the other. */
const ON_AIR_MS = 6_000;
const MINUTES = 9;
const QUICK_MINUTES = 2;
const WHOLE_MINUTES = 60;
const MS_PER_MINUTE = 60_000;
const KB_PER_MB = 1_024;
/** As much as the server's memory is judged by elsewhere. */
const FLAT_KB_PER_MINUTE = 100;

/** Resident memory with many listeners and stations that come and go; an hour with RINGCAST_BENCH_HOUR=1. */
export const scaleMemory: Measurement = {
  name: 'scale-memory',
  async run({ isQuick }) {
    const isWhole = process.env['RINGCAST_BENCH_HOUR'] !== undefined;
    const minutes = isQuick ? QUICK_MINUTES : isWhole ? WHOLE_MINUTES : MINUTES;
    const others = Array.from({ length: STATIONS }, (_, index) => `passing-${index}`);
    const server = await ServerProcess.start({
      nodeFlags: [INSPECTED],
      settings: { RINGCAST_STATIONS: ['main', ...others].join(',') },
    });
    const source = await WebSocketSource.start({ server, sound: numberedNoise });
    await untilOnAir(server.url('/live/main/aac-96/live.m3u8'));
    const load = await Load.start({ port: server.port, listeners: LISTENERS });
    const stop = new AbortController();
    const passing = comeAndGo(server, others, stop.signal);
    await pass((minutes / 3) * MS_PER_MINUTE);
    const atThirdKb = await keptKb(server);
    await pass((minutes / 3) * 2 * MS_PER_MINUTE);
    const atEndKb = await keptKb(server);
    stop.abort();
    const broadcasts = await passing;
    await load.close();
    await source.stop();
    await server.close();
    const kbPerMinute = (atEndKb - atThirdKb) / ((minutes / 3) * 2);
    return [
      {
        what: `memory after ${minutes} minutes at ${LISTENERS} listeners, ${STATIONS} stations coming and going`,
        bar: `flat (≤ ${FLAT_KB_PER_MINUTE} kB a minute in the last two thirds, without garbage)`,
        reached: `${(atEndKb / KB_PER_MB).toFixed(0)} MB, ${kbPerMinute.toFixed(0)} kB a minute, ${broadcasts} broadcasts came and went`,
        isReached: kbPerMinute <= FLAT_KB_PER_MINUTE,
      },
    ];
  },
};

/** Puts one station after the other on air for a while; resolves with how many broadcasts there were. */
async function comeAndGo(
  server: ServerProcess,
  stations: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const station = stations[count % stations.length] ?? '';
    const source = await WebSocketSource.start({ server, station, sound: numberedNoise });
    await pass(ON_AIR_MS);
    await source.stop();
    count += 1;
  }
  return count;
}

/** Resident memory without garbage. */
async function keptKb(server: ServerProcess): Promise<number> {
  await collectGarbage(server);
  await pass(5_000);
  await collectGarbage(server);
  return residentKb(server.pid);
}
