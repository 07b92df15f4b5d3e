import { SAMPLES_PER_MS } from './sample-time.ts';

/** A source that stays late by the same amount for this long has become slower on its way. */
const PERSISTENTLY_LATE_MS = 2_000;
/** Where nothing comes for longer, the network was away, and the source has yet to catch up. */
const MAX_PAUSE_MS = 1_000;
/** The least share of elapsed time by which a source that is catching up gets less late. */
const CATCHING_UP = 0.1;

/** Tells a source that has become slower on its way from one that is catching up. Pure. */
export class Lateness {
  #start: { atMs: number; samples: number } | undefined;
  #notedAtMs = 0;

  /** Something is late; returns whether it has been for so long, without catching up, that it will stay so. */
  note(lateSamples: number, nowMs: number): boolean {
    if (nowMs - this.#notedAtMs > MAX_PAUSE_MS) this.#start = undefined;
    this.#notedAtMs = nowMs;
    this.#start ??= { atMs: nowMs, samples: lateSamples };
    const elapsedMs = nowMs - this.#start.atMs;
    if (elapsedMs < PERSISTENTLY_LATE_MS) return false;
    const gained = this.#start.samples - lateSamples;
    this.#start = undefined;
    return gained < elapsedMs * SAMPLES_PER_MS * CATCHING_UP;
  }

  /** Something was in time. */
  clear(): void {
    this.#start = undefined;
  }
}
