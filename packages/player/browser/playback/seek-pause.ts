const SHORTEST_MS = 4_000;
const GROWTH = 4;

/**
 * Says when the playhead may be moved again. A device may take seconds until its sound is back after a move, which
 * leaves the listener as far behind as before: after a move in vain the next one waits four times as long, and the
 * tempo has the time to do what moving does not.
 */
export class SeekPause {
  #sinceMs = Number.NEGATIVE_INFINITY;
  #lengthMs = SHORTEST_MS;

  isOver(nowMs: number): boolean {
    return nowMs - this.#sinceMs > this.#lengthMs;
  }

  /** The playhead was moved; soon after the last time, that one was in vain. */
  begin(nowMs: number): void {
    const isInVain = nowMs - this.#sinceMs < 2 * this.#lengthMs;
    this.#lengthMs = isInVain ? GROWTH * this.#lengthMs : SHORTEST_MS;
    this.#sinceMs = nowMs;
  }

  /** What was is no sign of what comes: the listener or the network moved the playhead, or stopped the sound. */
  forget(): void {
    this.#sinceMs = Number.NEGATIVE_INFINITY;
  }
}
