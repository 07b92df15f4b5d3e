import { quantile, type Figure, type Measurement, median } from './figure.ts';
import { ringcast } from './listener-players.ts';
import { nearby, onAir, type SeatOptions } from './listener-stage.ts';
import { stallsOf } from './listening.ts';
import { repeat, repeatAtOnce, type RepeatedRuns } from './repeated-runs.ts';

const SETTLING_MS = 2_000;
const FAR = { delayMs: 25, jitterMs: 10, hiccupMs: 200, hiccupEveryMs: 20_000 };
const FAR_BAR_MS = 1_200;
const NEAR_BAR_MS = 500;

/** What a listener got to hear. */
interface Listened {
  readonly p95Ms: number;
  readonly medianMs: number;
  readonly stalls: number;
  readonly silentMs: number;
}

/** Mic-to-ear over a far network: as many listeners at once as there are runs, each over a network of its own. */
export const farLatency: Measurement = {
  name: 'listener-far',
  async run(options) {
    const durationMs = options.isQuick ? 60_000 : 600_000;
    const runs = await onAir('low', (server) =>
      repeatAtOnce(options, () => listen({ server, durationMs, network: FAR })),
    );
    const what = 'mic-to-ear, low, 50 ms round trip, 10 ms jitter, 200 ms hiccup every 20 s (relay)';
    return [figureOf(runs, { what, durationMs, barMs: FAR_BAR_MS })];
  },
};

/** Mic-to-ear in the fastest profile. */
export const ultraLatency: Measurement = {
  name: 'listener-ultra',
  async run(options) {
    const durationMs = options.isQuick ? 20_000 : 90_000;
    const runs = await repeat(options, () => onAir('ultra', (server) => listen({ server, durationMs })));
    return [figureOf(runs, { what: 'mic-to-ear, ultra, loopback', durationMs, barMs: NEAR_BAR_MS })];
  },
};

async function listen(options: SeatOptions & { readonly network?: typeof FAR }): Promise<Listened> {
  return nearby(options, async ({ browser, urlOf }) => {
    const { listening } = await ringcast.play(browser, urlOf);
    await listening.watch(options.durationMs);
    const seen = listening.between(SETTLING_MS);
    const latencies = seen.flatMap(({ micToEarMs }) => micToEarMs ?? []);
    const { count, silentMs } = stallsOf(seen);
    return { p95Ms: quantile(latencies, 0.95), medianMs: median(latencies), stalls: count, silentMs };
  });
}

function figureOf(
  runs: RepeatedRuns<Listened>,
  { what, durationMs, barMs }: { what: string; durationMs: number; barMs: number },
): Figure {
  const stalls = runs.middle((run) => run.stalls);
  return {
    what: `${what}, ${durationMs / 1_000} s`,
    bar: `p95 ≤ ${barMs / 1_000} s, no stall`,
    reached:
      `p95 ${runs.spread((run) => run.p95Ms)} ms, median ${runs.spread((run) => run.medianMs)} ms ` +
      `by what the page says, ${runs.spread((run) => run.stalls)} stalls ` +
      `(${runs.spread((run) => run.silentMs)} ms); ${runs.told}`,
    isReached: runs.middle((run) => run.p95Ms) <= barMs && stalls === 0,
  };
}
