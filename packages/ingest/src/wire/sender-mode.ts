/** How a sender uses its uplink: `reduced` sends stand-ins on air and the PCM behind them, as there is room. */
export type UplinkMode =
  | { readonly name: 'lossless' }
  /** `level` counts from the best stand-ins to the narrowest. */
  | { readonly name: 'reduced'; readonly level: number };

/** What is seen of an uplink at one time. */
export interface UplinkReading {
  readonly nowMs: number;
  /** How long ago the newest sample was captured that the station has. */
  readonly lagMs: number;
  /** PCM that is not sent. */
  readonly waitingMs: number;
  /** The server's. */
  readonly liveSample: number;
}

const LAG_LIMIT_MS = 2_000;
const WAITING_LIMIT_MS = 250;
const GROWTH_LIMIT_MS = 250;
const WATCH_MS = 1_500;
/** A line that catches up takes this much off the lag in that time: half of it in 3 s. */
const CATCHING_UP = Math.SQRT1_2;
/** A step down that follows a step up so soon shows that the line does not carry PCM yet. */
const RELAPSE_MS = 60_000;
/** PCM that goes side by side with stand-ins may be so far behind them, for the line's moods. */
const CAUGHT_UP_MS = 500;
const FIRST_PROOF_MS = 10_000;
const LONGEST_PROOF_MS = 80_000;

/**
 * Decides when the sound is reduced and when it is lossless again.
 *
 * Down, by one level: when for 1.5 s the lag was above 2 s, or, of lossless sound, PCM was waiting and became more. A
 * lag that would be halved in 3 s is that of a line that catches up, and a line at which nothing arrives hangs;
 * neither is narrow.
 *
 * Up: as soon as the PCM has caught up with the stand-ins, because a line that carried both carries the PCM. Where
 * this was wrong within the last minute, PCM and stand-ins go side by side for 10 s first, then 20, 40, 80 s.
 */
export class UplinkModeRule {
  #mode: UplinkMode = { name: 'lossless' };
  #watchedFrom: UplinkReading | undefined;
  #caughtUpAtMs: number | undefined;
  #steppedUpAtMs = Number.NEGATIVE_INFINITY;
  #proofMs = 0;

  get mode(): UplinkMode {
    return this.#mode;
  }

  /** Looks at the uplink; `levels` is how many kinds of stand-ins there are. Returns whether it stepped down. */
  watch(reading: UplinkReading, levels: number): boolean {
    const isLossless = this.#mode.name === 'lossless';
    const isSuspicious = reading.lagMs > LAG_LIMIT_MS || (isLossless && reading.waitingMs > WAITING_LIMIT_MS);
    const from = isSuspicious ? (this.#watchedFrom ?? reading) : undefined;
    this.#watchedFrom = from;
    if (from === undefined || reading.nowMs - from.nowMs < WATCH_MS) return false;
    this.#watchedFrom = undefined;
    return isNarrow(from, reading, isLossless) && this.stepDown(reading.nowMs, levels);
  }

  /** Takes the next narrower level, where there is one. Returns whether there is. */
  stepDown(nowMs: number, levels: number): boolean {
    const level = this.#mode.name === 'reduced' ? this.#mode.level + 1 : 0;
    if (level >= levels) return false;
    if (level === 0) this.#proofMs = this.#nextProofMs(nowMs);
    this.#mode = { name: 'reduced', level };
    this.forgetReadings();
    return true;
  }

  /** How far the PCM is behind the stand-ins. Returns whether the sound is lossless again. */
  noteBehind(nowMs: number, behindMs: number): boolean {
    if (this.#mode.name === 'lossless') return false;
    if (behindMs > CAUGHT_UP_MS) this.#caughtUpAtMs = undefined;
    else this.#caughtUpAtMs ??= nowMs;
    if (this.#caughtUpAtMs === undefined || nowMs - this.#caughtUpAtMs < this.#proofMs) return false;
    if (behindMs > 0) return false;
    this.restore(nowMs);
    return true;
  }

  /** The sound is lossless from here on. */
  restore(nowMs: number): void {
    this.#mode = { name: 'lossless' };
    this.#steppedUpAtMs = nowMs;
    this.forgetReadings();
  }

  /** What was seen so far says nothing of what comes: another connection. */
  forgetReadings(): void {
    this.#watchedFrom = undefined;
    this.#caughtUpAtMs = undefined;
  }

  #nextProofMs(nowMs: number): number {
    if (nowMs - this.#steppedUpAtMs >= RELAPSE_MS) return 0;
    return Math.min(LONGEST_PROOF_MS, Math.max(FIRST_PROOF_MS, this.#proofMs * 2));
  }
}

function isNarrow(from: UplinkReading, to: UplinkReading, isLossless: boolean): boolean {
  if (to.liveSample <= from.liveSample) return false;
  if (to.lagMs > LAG_LIMIT_MS && to.lagMs > from.lagMs * CATCHING_UP) return true;
  return isLossless && to.waitingMs > from.waitingMs + GROWTH_LIMIT_MS;
}
