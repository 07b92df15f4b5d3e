import type { Measurement } from './figure.ts';
import { type ListenerPlayer, sideBySide } from './listener-players.ts';
import type { LinkedSeat } from './listener-stage.ts';
import { stallsOf, switchesOf } from './listening.ts';
import type { RepeatedRuns } from './repeated-runs.ts';

const SWING_BPS = [200_000, 800_000] as const;
const SETTLED_MS = 12_000;
const SWING_MS = 5_000;
const SEEN_BEFORE_MS = 250;

/** What a swinging link did to a listener. */
interface Swinging {
  /** Of the sound that was loaded. */
  readonly meanBps: number;
  readonly mostSwitches: number;
  readonly switches: number;
  readonly laterStalls: number;
  /** In all swings, the first included. */
  readonly silentMs: number;
  /** From the microphone to the ear, on average. */
  readonly micToEarMs: number;
}

/** How the listener takes a link that swings, beside hls.js as it comes. */
export const swingingLink: Measurement = {
  name: 'listener-swing',
  async run(options) {
    const swings = options.isQuick ? 6 : 12;
    const durationMs = SETTLED_MS + swings * SWING_MS;
    const { ours, theirs } = await sideBySide(options, durationMs, (seat, player) =>
      swing(seat, player, swings),
    );
    const isCalm = ours.middle((run) => run.mostSwitches) <= 1 && ours.middle((run) => run.laterStalls) === 0;
    return [
      {
        what: 'a link that swings 200 ↔ 800 kbit/s every 5 s',
        bar: 'no more than one switch per swing, no stall after the first swing; less silence than hls.js, or as little with more sound',
        reached: `${tell(ours)}; hls.js: ${tell(theirs)}; ${ours.told}`,
        isReached: isCalm && isBetter(ours, theirs),
      },
    ];
  },
};

async function swing(
  { browser, link, urlOf }: LinkedSeat,
  player: ListenerPlayer,
  swings: number,
): Promise<Swinging> {
  await link.limit(SWING_BPS[1]);
  const { listening } = await player.play(browser, urlOf);
  await listening.watch(SETTLED_MS);
  const beganAtMs = listening.nowMs;
  const switches: number[] = [];
  for (let count = 0; count < swings; count += 1) {
    await link.limit(SWING_BPS[count % 2] ?? SWING_BPS[1]);
    const atMs = listening.nowMs;
    await listening.watch(SWING_MS);
    switches.push(switchesOf(listening.between(atMs - SEEN_BEFORE_MS)));
  }
  const later = stallsOf(listening.between(beganAtMs + SWING_MS));
  const seen = listening.between(beganAtMs);
  return {
    meanBps: mean(seen.map(({ loadedBps }) => loadedBps)),
    mostSwitches: Math.max(...switches),
    switches: sum(switches),
    laterStalls: later.count,
    silentMs: stallsOf(listening.between(beganAtMs - SEEN_BEFORE_MS)).silentMs,
    micToEarMs: mean(seen.flatMap(({ micToEarMs }) => micToEarMs ?? [])),
  };
}

function isBetter(ours: RepeatedRuns<Swinging>, theirs: RepeatedRuns<Swinging>): boolean {
  const lessSilentMs = theirs.middle((run) => run.silentMs) - ours.middle((run) => run.silentMs);
  if (lessSilentMs !== 0) return lessSilentMs > 0;
  return ours.middle((run) => run.meanBps) > theirs.middle((run) => run.meanBps);
}

function tell(runs: RepeatedRuns<Swinging>): string {
  return (
    `${runs.spread((run) => run.mostSwitches)} switches a swing at most, ${runs.spread((run) => run.switches)} in all, ` +
    `${runs.spread((run) => run.laterStalls)} stalls after the first swing, ` +
    `${runs.spread((run) => run.silentMs)} ms of silence in all, ` +
    `${runs.spread((run) => run.micToEarMs)} ms mic-to-ear and ` +
    `${runs.spread((run) => run.meanBps / 1_000)} kbit/s of sound on average`
  );
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
