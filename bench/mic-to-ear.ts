import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { RingcastCapture } from '../packages/ingest/browser/element/ringcast-capture.ts';
import type { RingcastPlayer } from '../packages/player/browser/element/ringcast-player.ts';
import type { PlayerStats } from '../packages/player/browser/playback/player-stats.ts';
import { launchChromium } from '../test/helpers/chromium.ts';
import { writeMarkedWav } from '../test/helpers/marked-wav.ts';
import { tapMicrophone, tapPlayer } from '../test/helpers/page-tap.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { compareSound, type BothEnds } from '../test/helpers/sound-comparison.ts';
import { quantile, type Figure, type Measurement } from './figure.ts';

/** Before play is pressed, so that there is something to begin with. */
const ON_AIR_BEFORE_MS = 4_000;
const STATS_EVERY_MS = 500;
const MARKERS_PER_SECOND = 4;
/** Until play, settled, and at the end. */
const STARTED_WITHIN_S = 3;
/** Where the microphone left something out, its sound is faded out and in. */
const FADES_MS = 10;

/** Mic-to-ear in Chromium with the default profile. */
export const micToEar: Measurement = {
  name: 'mic-to-ear',
  run: ({ isQuick }) => measure({ profile: 'low', barMs: 1_000, seconds: isQuick ? 20 : 180 }),
};

/** Mic-to-ear in Chromium with the fastest profile. */
export const micToEarUltra: Measurement = {
  name: 'mic-to-ear-ultra',
  run: ({ isQuick }) => measure({ profile: 'ultra', barMs: 500, seconds: isQuick ? 20 : 180 }),
};

interface Run {
  readonly profile: 'low' | 'ultra';
  readonly barMs: number;
  readonly seconds: number;
}

/** What was recorded at both ends, and what the player said meanwhile. */
interface Recorded extends BothEnds {
  readonly stats: readonly PlayerStats[];
}

async function measure(run: Run): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ringcast-bench-'));
  const microphoneFile = join(folder, 'microphone.wav');
  await writeMarkedWav(microphoneFile, run.seconds + 60);
  const server = await ServerProcess.start({ settings: { RINGCAST_LATENCY: run.profile } });
  const executablePath = (await locateProgram('chromium')) ?? 'chromium';
  const browser = await launchChromium({ executablePath, microphoneFile });
  try {
    return [figureOf(run, await record(browser, server, run.seconds))];
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

async function record(browser: Browser, server: ServerProcess, seconds: number): Promise<Recorded> {
  const capturePage = await openPage(browser);
  const microphone = await tapMicrophone(capturePage);
  await capturePage.goto(`${server.url('/broadcast/main')}#key=${server.key}`);
  await capturePage.locator('ringcast-capture').evaluate((element: RingcastCapture) => element.start());
  const listenerPage = await openPage(browser);
  await listenerPage.goto(server.url('/listen/main'));
  await setTimeout(ON_AIR_BEFORE_MS);
  const ear = await tapPlayer(listenerPage);
  const player = listenerPage.locator('ringcast-player');
  await player.evaluate((element: RingcastPlayer) => element.play());
  const stats: PlayerStats[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  while (performance.now() < endsAt) {
    await setTimeout(STATS_EVERY_MS);
    stats.push(await player.evaluate((element: RingcastPlayer) => element.stats));
  }
  return { microphone, ear, stats };
}

async function openPage(browser: Browser): Promise<Page> {
  return (await browser.newContext({ bypassCSP: true })).newPage();
}

function figureOf({ profile, barMs, seconds }: Run, { microphone, ear, stats }: Recorded): Figure {
  const { delaysMs, settledMarkers, faults, ...pauses } = compareSound({ microphone, ear });
  const p95 = quantile(delaysMs, 0.95);
  const stalls = (stats.at(-1)?.stallCount ?? 0) - (stats[1]?.stallCount ?? 0);
  // A marker that is a few milliseconds off its place is told, but it is neither latency nor a stall.
  const isWhole = settledMarkers >= MARKERS_PER_SECOND * (seconds - STARTED_WITHIN_S);
  const silenceMs = Math.max(0, pauses.longestSilenceMs - pauses.longestLapseMs);
  const said = stats.flatMap(({ micToEarMs }) => micToEarMs ?? []);
  return {
    what: `mic-to-ear in Chromium, profile ${profile}, ${seconds} s`,
    bar: `p95 ≤ ${(barMs / 1_000).toFixed(1)} s, no stall after the first second`,
    reached:
      `p95 ${p95.toFixed(0)} ms, median ${quantile(delaysMs, 0.5).toFixed(0)} ms by ${delaysMs.length} markers ` +
      `heard; the page says p95 ${quantile(said, 0.95).toFixed(0)} ms; ${stalls} stalls, longest silence ` +
      `${silenceMs.toFixed(0)} ms${faults.map((fault) => `; ${fault}`).join('')}`,
    isReached: p95 <= barMs && stalls === 0 && silenceMs <= FADES_MS && isWhole,
  };
}
