import type { Figure, Measurement } from './figure.ts';
import { type ListenerPlayer, sideBySide } from './listener-players.ts';
import type { LinkedSeat } from './listener-stage.ts';
import { type Listening, stallsOf } from './listening.ts';
import type { RepeatedRuns } from './repeated-runs.ts';

const GOOD_BPS = 5_000_000;
const POOR_BPS = 120_000;
const TOP_BPS = 256_000;
/** A rung of this rate goes through the poor link. */
const SUSTAINABLE_BPS = 96_000;
const SETTLED_MS = 12_000;
const POOR_MS = 63_000;
const AGAIN_GOOD_MS = 25_000;
const FIRST_MS = 3_000;
const SEEN_BEFORE_MS = 500;

/** What a narrow link did to a listener. */
interface Narrowing {
  readonly stalls: number;
  readonly silentMs: number;
  readonly sustainableAfterMs: number;
  readonly laterStalls: number;
  readonly laterSilentMs: number;
  readonly topAfterMs: number;
}

/** How the listener takes a link that gets narrow and good again, beside hls.js as it comes. */
export const narrowLink: Measurement = {
  name: 'listener-narrow',
  async run(options) {
    const durationMs = SETTLED_MS + POOR_MS + AGAIN_GOOD_MS;
    const { ours, theirs } = await sideBySide(options, durationMs, narrow);
    return [downFigure(ours, theirs), upFigure(ours, theirs)];
  },
};

async function narrow({ browser, link, urlOf }: LinkedSeat, player: ListenerPlayer): Promise<Narrowing> {
  await link.limit(GOOD_BPS);
  const { listening } = await player.play(browser, urlOf);
  await listening.watch(SETTLED_MS);
  await link.limit(POOR_BPS);
  const poorAtMs = listening.nowMs;
  await listening.watch(POOR_MS);
  await link.limit(GOOD_BPS);
  const goodAtMs = listening.nowMs;
  await listening.watch(AGAIN_GOOD_MS);
  const first = stallsOf(listening.between(poorAtMs - SEEN_BEFORE_MS, poorAtMs + FIRST_MS));
  const later = stallsOf(listening.between(poorAtMs + FIRST_MS, goodAtMs));
  return {
    stalls: first.count,
    silentMs: first.silentMs,
    sustainableAfterMs: sinceWhen(listening, [poorAtMs, goodAtMs], (bps) => bps <= SUSTAINABLE_BPS),
    laterStalls: later.count,
    laterSilentMs: later.silentMs,
    topAfterMs: sinceWhen(listening, [goodAtMs, Infinity], (bps) => bps === TOP_BPS),
  };
}

/** How long after the beginning of a time the rate is right and stays so to its end. */
function sinceWhen(
  listening: Listening,
  [fromMs, toMs]: readonly [number, number],
  isRight: (bps: number) => boolean,
): number {
  const seen = listening.between(fromMs, toMs);
  const lastWrong = seen.findLast(({ loadedBps }) => !isRight(loadedBps));
  if (lastWrong === undefined) return 0;
  return lastWrong === seen.at(-1) ? Infinity : lastWrong.atMs - fromMs;
}

function downFigure(ours: RepeatedRuns<Narrowing>, theirs: RepeatedRuns<Narrowing>): Figure {
  const isSustained =
    ours.middle((run) => run.stalls) <= 1 &&
    ours.middle((run) => run.silentMs) <= 1_000 &&
    ours.middle((run) => run.sustainableAfterMs) <= 3_000 &&
    ours.middle((run) => run.laterStalls) === 0;
  const silence = (run: Narrowing): number => run.silentMs + run.laterSilentMs;
  const isBetter = ours.middle(silence) < theirs.middle(silence);
  return {
    what: '5 Mbit/s → 120 kbit/s at once',
    bar: 'at most one stall of ≤ 1 s, on a sustainable rung within 3 s, no further stall in 60 s; less silence than hls.js',
    reached: `${tellDown(ours)}; hls.js: ${tellDown(theirs)}; ${ours.told}`,
    isReached: isSustained && isBetter,
  };
}

function tellDown(runs: RepeatedRuns<Narrowing>): string {
  return (
    `${runs.spread((run) => run.stalls)} stalls (${runs.spread((run) => run.silentMs)} ms) in 3 s, ` +
    `sustainable after ${runs.spread((run) => run.sustainableAfterMs / 1_000, 1)} s, ` +
    `then ${runs.spread((run) => run.laterStalls)} stalls (${runs.spread((run) => run.laterSilentMs)} ms)`
  );
}

function upFigure(ours: RepeatedRuns<Narrowing>, theirs: RepeatedRuns<Narrowing>): Figure {
  const topAfter = (run: Narrowing): number => run.topAfterMs;
  return {
    what: 'back to 5 Mbit/s',
    bar: 'top rung within 15 s, and sooner than hls.js',
    reached: `${tellUp(ours)} s; hls.js: ${tellUp(theirs)} s; ${ours.told}`,
    isReached: ours.middle(topAfter) <= 15_000 && ours.middle(topAfter) < theirs.middle(topAfter),
  };
}

function tellUp(runs: RepeatedRuns<Narrowing>): string {
  return runs.spread((run) => run.topAfterMs / 1_000, 1);
}
