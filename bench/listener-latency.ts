import { launchChromium } from '../test/helpers/chromium.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { setTimeout } from 'node:timers/promises';
import { startBroadcaster } from './broadcaster.ts';
import { DelayingRelay } from './delaying-relay.ts';
import { median, quantile, type Figure } from './figure.ts';
import { onShapedLink } from './listener-links.ts';
import { ringcast } from './listener-players.ts';
import { stallsOf, type Observation } from './listening.ts';

const ON_AIR_BEFORE_MS = 6_000;
const SETTLING_MS = 2_000;
const FAR = { delayMs: 25, jitterMs: 10, hiccupMs: 200, hiccupEveryMs: 20_000 };
const BEFORE_CUT_MS = 10_000;
const CUT_MS = 3_000;
const AFTER_CUT_MS = 22_000;
const BACK_WITHIN_MS = 1_500;
const ABOVE_TARGET_MS = 300;
const SETTLED_WITHIN_MS = 20_000;

/** Mic-to-ear over a far network, and in the fastest profile. */
export async function latencyFigures(isQuick: boolean): Promise<Figure[]> {
  const far = await listen({ profile: 'low', seconds: isQuick ? 60 : 600, isFar: true });
  const near = await listen({ profile: 'ultra', seconds: isQuick ? 30 : 180, isFar: false });
  return [
    latencyFigure(far, {
      what: 'mic-to-ear, low, 50 ms round trip, 10 ms jitter, 200 ms hiccup every 20 s (relay)',
      barMs: 1_200,
    }),
    latencyFigure(near, { what: 'mic-to-ear, ultra, loopback', barMs: 500 }),
  ];
}

interface Run {
  readonly profile: 'low' | 'ultra';
  readonly seconds: number;
  readonly isFar: boolean;
}

async function listen({ profile, seconds, isFar }: Run): Promise<Observation[]> {
  const server = await ServerProcess.start({ settings: { RINGCAST_LATENCY: profile } });
  const broadcaster = startBroadcaster(server, 'marked');
  const relay = isFar ? await DelayingRelay.open({ targetPort: server.port, ...FAR }) : undefined;
  const browser = await launchChromium({ executablePath: (await locateProgram('chromium')) ?? 'chromium' });
  try {
    await setTimeout(ON_AIR_BEFORE_MS);
    const { listening } = await ringcast.play(browser, (path) => (relay ?? server).url(path));
    await listening.watch(seconds * 1_000);
    return listening.between(SETTLING_MS);
  } finally {
    await browser.close();
    await relay?.close();
    await broadcaster.stop();
    await server.close();
  }
}

function latencyFigure(
  seen: readonly Observation[],
  { what, barMs }: { what: string; barMs: number },
): Figure {
  const latencies = seen.flatMap(({ micToEarMs }) => micToEarMs ?? []);
  const p95 = quantile(latencies, 0.95);
  const { count, silentMs } = stallsOf(seen);
  return {
    what,
    bar: `p95 ≤ ${barMs / 1_000} s, no stall`,
    reached:
      `p95 ${p95.toFixed(0)} ms, median ${median(latencies).toFixed(0)} ms by what the page says, ` +
      `${count} stalls (${silentMs.toFixed(0)} ms)`,
    isReached: p95 <= barMs && count === 0,
  };
}

/** What a network that was away did. */
interface Return {
  readonly soundAfterMs: number;
  readonly settledAfterMs: number;
}

/** The network goes for 3 s. */
export async function cutFigures(isQuick: boolean): Promise<Figure[]> {
  const runs: Return[] = [];
  for (let count = 0; count < (isQuick ? 1 : 5); count += 1) runs.push(await cutOnce());
  const soundAfterMs = median(runs.map((run) => run.soundAfterMs));
  const settledAfterMs = median(runs.map((run) => run.settledAfterMs));
  return [
    {
      what: '3 s of network off (link down)',
      bar: 'sound ≤ 1.5 s after, latency under target + 0.3 s within 20 s',
      reached: `sound after ${soundAfterMs.toFixed(0)} ms, latency after ${(settledAfterMs / 1_000).toFixed(1)} s`,
      isReached: soundAfterMs <= BACK_WITHIN_MS && settledAfterMs <= SETTLED_WITHIN_MS,
    },
  ];
}

async function cutOnce(): Promise<Return> {
  return onShapedLink(async ({ browser, link, urlOf }) => {
    const { listening } = await ringcast.play(browser, urlOf);
    await listening.watch(BEFORE_CUT_MS);
    await link.setUp(false);
    await listening.watch(CUT_MS);
    await link.setUp(true);
    const backAtMs = listening.nowMs;
    const silentMs = listening.observations.at(-1)?.silentMs ?? 0;
    await listening.watch(AFTER_CUT_MS);
    const after = listening.between(backAtMs);
    return {
      soundAfterMs: (after.at(-1)?.silentMs ?? Number.POSITIVE_INFINITY) - silentMs,
      settledAfterMs: Math.max(0, (after.findLast(isBehind)?.atMs ?? backAtMs) - backAtMs),
    };
  });
}

function isBehind({ micToEarMs, targetMs }: Observation): boolean {
  return micToEarMs === null || targetMs === null || micToEarMs > targetMs + ABOVE_TARGET_MS;
}
