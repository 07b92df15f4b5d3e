import type { Figure } from './figure.ts';
import { median } from './figure.ts';
import { onShapedLink, type Stage } from './listener-links.ts';
import { type ListenerPlayer, plainHls, ringcast } from './listener-players.ts';
import { type Listening, stallsOf, switchesOf } from './listening.ts';

const GOOD_BPS = 5_000_000;
const POOR_BPS = 120_000;
const SWING_BPS = [200_000, 800_000] as const;
const TOP_BPS = 256_000;
/** A rung of this rate goes through the poor link. */
const SUSTAINABLE_BPS = 96_000;
const SETTLED_MS = 15_000;
const POOR_MS = 63_000;
const AGAIN_GOOD_MS = 25_000;
const SWING_MS = 5_000;

/** What a narrow link did to a listener. */
interface Narrowing {
  readonly stalls: number;
  readonly silentMs: number;
  readonly sustainableAfterMs: number;
  readonly laterStalls: number;
  readonly topAfterMs: number;
}

/** What a swinging link did to a listener. */
interface Swinging {
  /** Of the sound that was loaded. */
  readonly meanBps: number;
  readonly mostSwitches: number;
  readonly laterStalls: number;
  readonly silentMs: number;
}

/** How the listener takes links that get narrow, good again, and swing, beside hls.js as it comes. */
export async function adaptationFigures(isQuick: boolean): Promise<Figure[]> {
  const runs = isQuick ? 1 : 5;
  const measured = new Map<ListenerPlayer, { narrow: Narrowing[]; swing: Swinging[] }>();
  for (const player of [ringcast, plainHls]) {
    const narrow: Narrowing[] = [];
    const swing: Swinging[] = [];
    for (let count = 0; count < runs; count += 1) {
      narrow.push(await onShapedLink((stage) => narrowing(stage, player)));
      swing.push(await onShapedLink((stage) => swinging(stage, player, isQuick ? 6 : 12)));
    }
    measured.set(player, { narrow, swing });
  }
  const ours = measured.get(ringcast);
  const theirs = measured.get(plainHls);
  return ours && theirs
    ? [...narrowFigures(ours.narrow, theirs.narrow), swingFigure(ours.swing, theirs.swing)]
    : [];
}

async function narrowing({ browser, link, urlOf }: Stage, player: ListenerPlayer): Promise<Narrowing> {
  await link.limit(GOOD_BPS);
  const { listening } = await player.play(browser, urlOf);
  await listening.watch(SETTLED_MS);
  await link.limit(POOR_BPS);
  const poorAtMs = listening.nowMs;
  await listening.watch(POOR_MS);
  await link.limit(GOOD_BPS);
  const goodAtMs = listening.nowMs;
  await listening.watch(AGAIN_GOOD_MS);
  const first = stallsOf(listening.between(poorAtMs - 500, poorAtMs + 3_000));
  return {
    stalls: first.count,
    silentMs: first.silentMs,
    sustainableAfterMs: sinceWhen(listening, poorAtMs, goodAtMs, (bps) => bps <= SUSTAINABLE_BPS),
    laterStalls: stallsOf(listening.between(poorAtMs + 3_000, goodAtMs)).count,
    topAfterMs: sinceWhen(listening, goodAtMs, Infinity, (bps) => bps === TOP_BPS),
  };
}

/** How long after `fromMs` the rate is right and stays so until `toMs`. */
function sinceWhen(
  listening: Listening,
  fromMs: number,
  toMs: number,
  isRight: (bps: number) => boolean,
): number {
  const seen = listening.between(fromMs, toMs);
  const lastWrong = seen.findLast(({ loadedBps }) => !isRight(loadedBps));
  if (lastWrong === seen.at(-1)) return Infinity;
  return lastWrong === undefined ? 0 : lastWrong.atMs - fromMs;
}

async function swinging(
  { browser, link, urlOf }: Stage,
  player: ListenerPlayer,
  swings: number,
): Promise<Swinging> {
  await link.limit(SWING_BPS[1]);
  const { listening } = await player.play(browser, urlOf);
  await listening.watch(SETTLED_MS);
  const beganAtMs = listening.nowMs;
  const switches: number[] = [];
  for (let swing = 0; swing < swings; swing += 1) {
    await link.limit(SWING_BPS[swing % 2] ?? GOOD_BPS);
    const atMs = listening.nowMs;
    await listening.watch(SWING_MS);
    switches.push(switchesOf(listening.between(atMs - 250)));
  }
  const later = stallsOf(listening.between(beganAtMs + SWING_MS));
  const rates = listening.between(beganAtMs).map(({ loadedBps }) => loadedBps);
  const meanBps = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return { meanBps, mostSwitches: Math.max(...switches), laterStalls: later.count, silentMs: later.silentMs };
}

function narrowFigures(ours: readonly Narrowing[], theirs: readonly Narrowing[]): Figure[] {
  const middle = (runs: readonly Narrowing[], key: keyof Narrowing): number =>
    median(runs.map((run) => run[key]));
  const tell = (runs: readonly Narrowing[]): string =>
    `${middle(runs, 'stalls')} stalls (${middle(runs, 'silentMs').toFixed(0)} ms) in 3 s, sustainable after ` +
    `${seconds(middle(runs, 'sustainableAfterMs'))}, then ${middle(runs, 'laterStalls')} stalls`;
  const isDown =
    middle(ours, 'stalls') <= 1 &&
    middle(ours, 'silentMs') <= 1_000 &&
    middle(ours, 'sustainableAfterMs') <= 3_000 &&
    middle(ours, 'laterStalls') === 0;
  const topAfterMs = middle(ours, 'topAfterMs');
  return [
    {
      what: '5 Mbit/s → 120 kbit/s at once',
      bar: 'at most one stall of ≤ 1 s, on a sustainable rung within 3 s, no further stall in 60 s',
      reached: `${tell(ours)}; hls.js: ${tell(theirs)}`,
      isReached: isDown,
    },
    {
      what: 'back to 5 Mbit/s',
      bar: 'top rung within 15 s',
      reached: `${seconds(topAfterMs)}; hls.js: ${seconds(middle(theirs, 'topAfterMs'))}`,
      isReached: topAfterMs <= 15_000,
    },
  ];
}

function swingFigure(ours: readonly Swinging[], theirs: readonly Swinging[]): Figure {
  const middle = (runs: readonly Swinging[], key: keyof Swinging): number =>
    median(runs.map((run) => run[key]));
  const tell = (runs: readonly Swinging[]): string =>
    `${middle(runs, 'mostSwitches')} switches at most, ${middle(runs, 'laterStalls')} stalls after the first swing ` +
    `(${middle(runs, 'silentMs').toFixed(0)} ms), ${(middle(runs, 'meanBps') / 1_000).toFixed(0)} kbit/s of sound on average`;
  return {
    what: 'a link that swings 200 ↔ 800 kbit/s every 5 s',
    bar: 'no more than one switch per swing, no stall after the first swing',
    reached: `${tell(ours)}; hls.js: ${tell(theirs)}`,
    isReached: middle(ours, 'mostSwitches') <= 1 && middle(ours, 'laterStalls') === 0,
  };
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never';
}
