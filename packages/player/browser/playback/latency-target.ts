import type { StreamTiming } from './playlist-text.ts';

/** PART-HOLD-BACK. */
const PARTS_BEHIND = 3;
/** HOLD-BACK's least (RFC 8216bis section 4.4.3.8): a listener that polls has no faster news of a segment. */
const SEGMENTS_BEHIND = 3;
/** A server that holds the request tells at once: a segment, the time to load it on a narrow link, and a reserve. */
const TOLD_SEGMENTS_BEHIND = 2.25;
/** Nearer than four parts of 64 ms the timers of a busy machine eat the whole margin. */
const LEAST_MS = 256;
/** From the choice of the first sample to its sound. */
const START_UP_MS = 200;
const START_PARTS = 1.5;
const STALL_STEP_MS = 250;
const NARROW_STEP_MS = 50;
const NARROW_PAUSE_MS = 1_000;
const MOST_EXTRA_MS = 1_500;
const QUIET_BEFORE_RETURN_MS = 20_000;
const RETURN_MS_PER_S = 10;

/**
 * How far behind the live edge to play, in ms. It starts at PART-HOLD-BACK (RFC 8216bis section
 * 4.4.3.8), which covers the station's hold when its sound is interrupted, gives way where the network shows that this is too near, and comes back slowly
 * once it was quiet for a while.
 */
export class LatencyTarget {
  #partMs = 0;
  #baseMs = LEAST_MS;
  #extraMs = 0;
  #troubleAtMs = 0;
  #steppedAtMs = Number.NEGATIVE_INFINITY;

  /** Takes the playlist's timing. */
  setTiming({ partMs, hasParts, canBlock }: StreamTiming): void {
    this.#partMs = partMs;
    const segments = canBlock ? TOLD_SEGMENTS_BEHIND : SEGMENTS_BEHIND;
    this.#baseMs = hasParts ? Math.max(PARTS_BEHIND * partMs, LEAST_MS) : segments * partMs;
  }

  /** The sound stopped for want of data. */
  noteStall(nowMs: number): void {
    this.#widen(STALL_STEP_MS, nowMs);
  }

  /** A part was appended when `aheadMs` of sound were left. */
  noteArrival(aheadMs: number, nowMs: number): void {
    const isNarrow = aheadMs < this.#baseMs / 6;
    if (isNarrow && nowMs - this.#steppedAtMs > NARROW_PAUSE_MS) this.#widen(NARROW_STEP_MS, nowMs);
  }

  /** Where to begin: nearer than {@link atMs}, because the stream goes on until the first sample is heard. */
  get startMs(): number {
    return Math.max(this.#baseMs - START_UP_MS, this.#partMs * START_PARTS);
  }

  /** The distance to keep from the live edge at `nowMs`. */
  atMs(nowMs: number): number {
    const quietMs = nowMs - this.#troubleAtMs - QUIET_BEFORE_RETURN_MS;
    const returnedMs = Math.max(0, quietMs / 1_000) * RETURN_MS_PER_S;
    return this.#baseMs + Math.max(0, this.#extraMs - returnedMs);
  }

  #widen(stepMs: number, nowMs: number): void {
    const extraMs = this.atMs(nowMs) - this.#baseMs;
    this.#extraMs = Math.min(extraMs + stepMs, MOST_EXTRA_MS);
    this.#troubleAtMs = nowMs;
    this.#steppedAtMs = nowMs;
  }
}
