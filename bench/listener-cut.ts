import type { Measurement } from './figure.ts';
import { ringcast } from './listener-players.ts';
import { onAir, onShapedLink } from './listener-stage.ts';
import type { Observation } from './listening.ts';
import { repeat } from './repeated-runs.ts';

const BEFORE_MS = 10_000;
const AWAY_MS = 3_000;
const AFTER_MS = 22_000;
const BACK_WITHIN_MS = 1_500;
const ABOVE_TARGET_MS = 300;
const SETTLED_WITHIN_MS = 20_000;

/** What a network that was away did. */
interface Return {
  readonly soundAfterMs: number;
  readonly settledAfterMs: number;
}

/** The network goes for 3 s. */
export const networkCut: Measurement = {
  name: 'listener-cut',
  async run(options) {
    const runs = await repeat(options, cutOnce);
    const soundAfterMs = runs.middle((run) => run.soundAfterMs);
    const settledAfterMs = runs.middle((run) => run.settledAfterMs);
    const sound = runs.spread((run) => run.soundAfterMs);
    const settled = runs.spread((run) => run.settledAfterMs / 1_000, 1);
    return [
      {
        what: '3 s of network off (link down)',
        bar: 'sound ≤ 1.5 s after, latency under target + 0.3 s within 20 s',
        reached: `sound after ${sound} ms, latency after ${settled} s; ${runs.told}`,
        isReached: soundAfterMs <= BACK_WITHIN_MS && settledAfterMs <= SETTLED_WITHIN_MS,
      },
    ];
  },
};

function cutOnce(): Promise<Return> {
  return onAir('low', (server) =>
    onShapedLink({ server, durationMs: BEFORE_MS + AWAY_MS + AFTER_MS }, async ({ browser, link, urlOf }) => {
      const { listening } = await ringcast.play(browser, urlOf);
      await listening.watch(BEFORE_MS);
      await link.setUp(false);
      await listening.watch(AWAY_MS);
      await link.setUp(true);
      const backAtMs = listening.nowMs;
      const silentMs = listening.observations.at(-1)?.silentMs ?? 0;
      await listening.watch(AFTER_MS);
      const after = listening.between(backAtMs);
      return {
        soundAfterMs: (after.at(-1)?.silentMs ?? Number.POSITIVE_INFINITY) - silentMs,
        settledAfterMs: Math.max(0, (after.findLast(isBehind)?.atMs ?? backAtMs) - backAtMs),
      };
    }),
  );
}

function isBehind({ micToEarMs, targetMs }: Observation): boolean {
  return micToEarMs === null || targetMs === null || micToEarMs > targetMs + ABOVE_TARGET_MS;
}
