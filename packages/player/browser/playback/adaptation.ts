import { leastBps } from './link-meter.ts';
import type { LoadingUnit } from './stream-activity.ts';
import type { LinkSample } from './transfer.ts';

/** What the rules look at when a part or a segment has come, or the sound stopped. */
export interface Look {
  readonly nowMs: number;
  /** Rates of the rungs, rising. */
  readonly bitratesBps: readonly number[];
  readonly partMs: number;
  /** Sound left to play, what just came included. */
  readonly bufferedMs: number;
  /** How much later than the quickest ones the last part came. */
  readonly latenessMs: number;
  /** Rates measured lately, oldest first. */
  readonly samples: readonly LinkSample[];
  readonly hasStalled: boolean;
}

/** What is loaded, and what the rules remember. */
export interface Decision {
  readonly rung: number;
  readonly unit: LoadingUnit;
  /** How often a climb was taken back lately. */
  readonly relapses: number;
  readonly climbedAtMs: number;
  /** The rung before that climb, which the link is known to carry. */
  readonly climbedFrom: number;
  readonly fellAtMs: number;
  /** Since when a climb is rehearsed: a probe with every part, to see whether as much goes through. */
  readonly rehearsedFromMs: number | undefined;
  /** Parts in a row that said that the rung is too much. */
  readonly warnings: number;
  /** Stalls on the lowest rung, the last of them at. */
  readonly floorStalls: number;
  readonly floorStalledAtMs: number;
}

/** HTTP's and TCP's own bytes with each response, and the boxes of a fragment. */
const BYTES_PER_RESPONSE = 560;
const BYTES_PER_PLAYLIST = 1_300;
/** A segment's own boxes and both responses. */
const BYTES_PER_SEGMENT = 2_200;
const SEGMENT_MS = 1_920;

/** A rung is taken, on the way up or down, where this share of the link carries it, and left where not all of it does. */
export const LINK_SHARE = 0.7;
/** Lateness that is no jitter. */
const LATE_MS = 40;
/** Where nothing was measured, less may be the server's or the machine's doing. */
const LATE_UNMEASURED_MS = 120;
const RECENT_MS = 2_500;
/** A climb wants this long of good measurements after a fall, and four times as long after each one taken back. */
const HOLD_MS = 3_000;
const HOLD_GROWTH = 4;
const LONGEST_HOLD_MS = 48_000;
/** A link that swings is not followed where this shows its slow half. */
const LONGEST_EVIDENCE_MS = 8_000;
const HOLD_SAMPLES = 3;
const HOLD_SPAN = 0.5;
/** So long a climb is rehearsed: most buckets are empty by then. */
const REHEARSAL_MS = 1_500;
/** Two packets, between which there is something to measure. */
const LEAST_PROBE_BYTES = 2_900;
const RELAPSE_WITHIN_MS = 20_000;
const RELAPSE_FORGOTTEN_MS = 120_000;
const FLOOR_STALLS = 2;
const FLOOR_WITHIN_MS = 20_000;
const RETURN_SHARE = 0.6;
const RETURN_HOLD_MS = 10_000;

/** The beginning. */
export function firstDecision(rung: number): Decision {
  const never = Number.NEGATIVE_INFINITY;
  return {
    rung,
    unit: 'parts',
    relapses: 0,
    climbedAtMs: never,
    climbedFrom: rung,
    fellAtMs: never,
    rehearsedFromMs: undefined,
    warnings: 0,
    floorStalls: 0,
    floorStalledAtMs: never,
  };
}

/** What a rung takes of the link: the shorter the parts, the more the requests themselves cost. */
export function demandBps(bitrateBps: number, unit: LoadingUnit, partMs: number): number {
  if (unit === 'segments') return bitrateBps * 1.04 + (BYTES_PER_SEGMENT * 8_000) / SEGMENT_MS;
  return (
    bitrateBps * 1.02 + (BYTES_PER_RESPONSE * 8_000) / partMs + (BYTES_PER_PLAYLIST * 8_000) / SEGMENT_MS
  );
}

/**
 * As many bytes as a part of a rung: a measurement of fewer does not say whether the link would carry the rung, for
 * many links let a little through at full speed.
 */
export function probeBytes(bitrateBps: number, partMs: number): number {
  return Math.max(LEAST_PROBE_BYTES, Math.round((bitrateBps * partMs) / 8_000) + BYTES_PER_RESPONSE);
}

/**
 * What to load next. The ideas and where they come from:
 * - the buffer goes before the measured rate when it is short, and late parts count before it is empty: BOLA and
 *   dash.js's InsufficientBufferRule;
 * - a part that takes longer than it lasts is followed by a lower rung at once: dash.js's AbandonRequestsRule, which
 *   on parts of a few packets comes too late, for they are all on their way;
 * - several measurements are taken together, the lowest of a while for the way up, and no small ones: LoL+'s and
 *   dash.js's harmonic means over low-latency chunks;
 * - what a higher rung would take is loaded before it is taken: the probes of WebRTC's congestion control;
 * - lateness that grows says that the link is full before any rate can be measured: the gradient that L2A-LL learns
 *   from and congestion control by delay;
 * - a climb that had to be taken back goes back to where it came from, and makes the next one wait longer, dash.js's
 *   SwitchHistoryRule;
 * - a rung down with every stall, and on the lowest rung other than parts: nothing published does that.
 */
export function decide(look: Look, before: Decision): Decision {
  if (look.hasStalled) return afterStall(look, before);
  const fallen = fall(look, before);
  if (fallen !== undefined) return fallen;
  return before.unit === 'segments' ? (toParts(look, before) ?? before) : climb(look, before);
}

function afterStall(look: Look, before: Decision): Decision {
  const { nowMs } = look;
  if (before.rung > 0) return fallTo(Math.min(before.rung - 1, carried(look, before)), look, before);
  // A network that goes and comes back carries no segments either while it is away.
  if (carriesParts(recentBps(look), look)) return { ...before, fellAtMs: nowMs };
  const isAgain = nowMs - before.floorStalledAtMs < FLOOR_WITHIN_MS;
  const floorStalls = isAgain ? before.floorStalls + 1 : 1;
  const unit = floorStalls >= FLOOR_STALLS ? 'segments' : before.unit;
  return { ...before, unit, floorStalls, floorStalledAtMs: nowMs, fellAtMs: nowMs };
}

function fall(look: Look, before: Decision): Decision | undefined {
  if (before.rung === 0) return undefined;
  const measured = recentBps(look);
  const isCarried = measured !== undefined && measured > demandOf(before.rung, look, before.unit);
  const lateMs = measured === undefined ? LATE_UNMEASURED_MS : LATE_MS;
  if (look.latenessMs < lateMs || isCarried)
    return before.warnings > 0 ? { ...before, warnings: 0 } : undefined;
  const isPlain = look.samples.at(-1)?.isCertain === true || look.bufferedMs < look.partMs / 2;
  if (!isPlain && before.warnings === 0) return { ...before, warnings: 1 };
  return fallTo(Math.min(before.rung - 1, carried(look, before)), look, before);
}

/** A climb that is taken back is taken back altogether, so that one switch is enough. */
function fallTo(wanted: number, { nowMs }: Look, before: Decision): Decision {
  const isRelapse = before.rung > before.climbedFrom && nowMs - before.climbedAtMs < RELAPSE_WITHIN_MS;
  const relapses = isRelapse ? before.relapses + 1 : before.relapses;
  const rung = Math.max(0, isRelapse ? Math.min(wanted, before.climbedFrom) : wanted);
  return { ...before, rung, relapses, fellAtMs: nowMs, warnings: 0, rehearsedFromMs: undefined };
}

/** Goes to the rung that is promised, once it was rehearsed. */
function climb(look: Look, before: Decision): Decision {
  const { nowMs } = look;
  const rung = promised(look, before);
  if (rung <= before.rung) return { ...before, rehearsedFromMs: undefined };
  const rehearsedFromMs = before.rehearsedFromMs ?? nowMs;
  const isEarly = nowMs - rehearsedFromMs < REHEARSAL_MS;
  if (isEarly || look.latenessMs > LATE_MS * 2) return { ...before, rehearsedFromMs };
  return {
    ...before,
    rung,
    rehearsedFromMs: undefined,
    relapses: relapsesAt(nowMs, before),
    climbedAtMs: nowMs,
    climbedFrom: before.rung,
    warnings: 0,
  };
}

function relapsesAt(nowMs: number, { fellAtMs, relapses }: Decision): number {
  return nowMs - fellAtMs > RELAPSE_FORGOTTEN_MS ? 0 : relapses;
}

/** The highest rung that, by all that was measured lately, the link would carry. */
function promised(look: Look, before: Decision): number {
  const { nowMs, samples } = look;
  const relapses = relapsesAt(nowMs, before);
  const holdMs = Math.min(HOLD_MS * HOLD_GROWTH ** relapses, LONGEST_HOLD_MS);
  if (nowMs - before.fellAtMs < holdMs) return before.rung;
  const evidenceMs = Math.min(holdMs, LONGEST_EVIDENCE_MS);
  const tellingBytes = probeBytes(look.bitratesBps[before.rung + 1] ?? 0, look.partMs);
  const isHeld = ({ atMs }: LinkSample): boolean => atMs > nowMs - evidenceMs;
  const small = samples.filter((sample) => isHeld(sample) && sample.bytes < tellingBytes);
  const telling = samples.filter((sample) => isHeld(sample) && sample.bytes >= tellingBytes);
  const first = telling[0]?.atMs ?? nowMs;
  if (telling.length < HOLD_SAMPLES || nowMs - first < evidenceMs * HOLD_SPAN) return before.rung;
  const against = small.length === 0 ? [] : [leastBps(small)];
  const provenBps = Math.min(...telling.map(({ bitrateBps }) => bitrateBps), ...against);
  return highest(look, before.unit, provenBps * LINK_SHARE);
}

/** Parts again, once the link would carry them with room to spare. */
function toParts(look: Look, before: Decision): Decision | undefined {
  const held = look.samples.filter(({ atMs }) => atMs > look.nowMs - RETURN_HOLD_MS);
  if (held.length < HOLD_SAMPLES || look.nowMs - before.floorStalledAtMs < RETURN_HOLD_MS) return undefined;
  if (!carriesParts(leastBps(held), look)) return undefined;
  return { ...before, unit: 'parts', floorStalls: 0, climbedAtMs: look.nowMs };
}

/** Whether parts of the lowest rung go through with room to spare. */
function carriesParts(bps: number | undefined, look: Look): boolean {
  return bps !== undefined && bps * RETURN_SHARE >= demandOf(0, look, 'parts');
}

/** The highest rung that the link carries by what was measured lately; one less where nothing was. */
function carried(look: Look, { rung, unit }: Decision): number {
  const measured = recentBps(look);
  return measured === undefined ? rung - 1 : highest(look, unit, measured * LINK_SHARE);
}

function highest(look: Look, unit: LoadingUnit, bps: number): number {
  return Math.max(
    0,
    look.bitratesBps.findLastIndex((_, rung) => demandOf(rung, look, unit) <= bps),
  );
}

function demandOf(rung: number, { bitratesBps, partMs }: Look, unit: LoadingUnit): number {
  return demandBps(bitratesBps[rung] ?? 0, unit, partMs);
}

/**
 * The last certain measurement, or the middle one of the last three: where something else comes between the packets
 * of a part, as a playlist does once a segment, it seems to come half as fast.
 */
function recentBps({ samples, nowMs }: Look): number | undefined {
  const recent = samples.filter(({ atMs }) => atMs > nowMs - RECENT_MS).slice(-3);
  const last = recent.at(-1);
  if (last === undefined || last.isCertain) return last?.bitrateBps;
  const rising = recent.map(({ bitrateBps }) => bitrateBps).toSorted((a, b) => a - b);
  return rising[Math.floor((rising.length - 1) / 2)];
}
