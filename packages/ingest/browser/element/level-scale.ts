/** The quietest level a meter shows. */
export const FLOOR_DB = -60;

const FALL_DB_PER_S = 26;
const HOLD_MS = 1_500;

/** Full scale is 0 dB; silence is the floor. */
export function decibelsOf(peak: number): number {
  return peak > 0 ? Math.max(FLOOR_DB, 20 * Math.log10(peak)) : FLOOR_DB;
}

/** Where a level lies on the meter, 0 to 1. */
export function positionOf(decibels: number): number {
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/** What one channel of a meter shows: rises at once, falls slowly, and holds its peak for 1.5 s. */
export class Ballistics {
  #levelDb = FLOOR_DB;
  #holdDb = FLOOR_DB;
  #heldAtMs = Number.NEGATIVE_INFINITY;
  #shownAtMs: number | undefined;

  get levelDb(): number {
    return this.#levelDb;
  }

  get holdDb(): number {
    return this.#holdDb;
  }

  /** Takes the greatest magnitude since the last call. */
  show(peak: number, nowMs: number): void {
    const fallDb = (FALL_DB_PER_S * (nowMs - (this.#shownAtMs ?? nowMs))) / 1_000;
    const decibels = decibelsOf(peak);
    this.#shownAtMs = nowMs;
    this.#levelDb = Math.max(decibels, this.#levelDb - fallDb, FLOOR_DB);
    if (decibels >= this.#holdDb) {
      this.#holdDb = decibels;
      this.#heldAtMs = nowMs;
    } else if (nowMs - this.#heldAtMs > HOLD_MS) {
      this.#holdDb = Math.max(this.#levelDb, this.#holdDb - fallDb);
    }
  }
}
