import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { followPlaylist } from '../test/helpers/playlist-follower.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import { quantile, type Figure, type Measurement } from './figure.ts';

const RENDITIONS = ['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac'];
const PART_SAMPLES = 9_216;
const PARTS_PER_SEGMENT = 10;
const NS_PER_MS = 1e6;
const PART_CLOCK = new URL('part-clock.mjs', import.meta.url).href;

/** Part finished by ffmpeg → blocked playlist answered, in one process and across the folder. */
export const partDelivery: Measurement = {
  name: 'part-delivery',
  async run({ isQuick }) {
    const seconds = isQuick ? 10 : 60;
    const server = await ServerProcess.start({ settings: clockSettings() });
    const settings = { RINGCAST_ROLE: 'player', RINGCAST_SEGMENTS_DIR: server.segmentsFolder };
    const player = await ServerProcess.start({ settings });
    const broadcaster = startBroadcaster(server);
    const stop = new AbortController();
    const answers = [server, player].map((origin) => collectAnswers(origin, stop.signal));
    await setTimeout(seconds * 1_000);
    stop.abort();
    const [direct = [], folder = []] = await Promise.all(answers);
    await broadcaster.stop();
    const encoded = readPartClock();
    await player.close();
    await server.close();
    return [
      figureOf('in one process', { answers: direct, encoded, barMs: 10 }),
      figureOf('across the folder', { answers: folder, encoded, barMs: 25 }),
    ];
  },
};

interface Answer {
  readonly startSample: number;
  readonly atNs: bigint;
}

const CLOCK_FILE = join(process.env.TMPDIR ?? '/tmp', `ringcast-part-clock-${process.pid}`);

function clockSettings(): Record<string, string> {
  return { NODE_OPTIONS: `--import ${PART_CLOCK}`, PART_CLOCK_FILE: CLOCK_FILE };
}

/** When each part's playlist was answered, in all renditions. */
async function collectAnswers(origin: ServerProcess, signal: AbortSignal): Promise<Answer[]> {
  const answers: Answer[] = [];
  const follow = async (rendition: string): Promise<void> => {
    const url = origin.url(`/live/main/${rendition}/live.m3u8`);
    for await (const { awaited, answeredAtNs } of followPlaylist(url, signal)) {
      if (!awaited) continue;
      const startSample = (awaited.msn * PARTS_PER_SEGMENT + awaited.part) * PART_SAMPLES;
      answers.push({ startSample, atNs: answeredAtNs });
    }
  };
  await Promise.all(RENDITIONS.map(follow));
  return answers;
}

function readPartClock(): Map<number, bigint> {
  const lines = readFileSync(CLOCK_FILE, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [startSample = '', atNs = ''] = line.split(' ');
      return [Number(startSample), BigInt(atNs)];
    }),
  );
}

function figureOf(
  where: string,
  { answers, encoded, barMs }: { answers: readonly Answer[]; encoded: Map<number, bigint>; barMs: number },
): Figure {
  const delaysMs = answers.flatMap(({ startSample, atNs }) => {
    const encodedAtNs = encoded.get(startSample);
    return encodedAtNs === undefined ? [] : [Number(atNs - encodedAtNs) / NS_PER_MS];
  });
  const p95 = quantile(delaysMs, 0.95);
  return {
    what: `part finished by ffmpeg → blocked playlist answered, ${where}`,
    bar: `p95 ≤ ${barMs} ms`,
    reached: `p95 ${p95.toFixed(1)} ms, median ${quantile(delaysMs, 0.5).toFixed(1)} ms, ${delaysMs.length} answers`,
    isReached: p95 <= barMs,
  };
}
