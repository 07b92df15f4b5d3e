/** However often somebody asks, it is worked out no more than once in this time. */
const KEPT_MS = 1_000;

/** What costs something to work out and may be a second old. */
export class KeptAnswer<T> {
  readonly #workOut: () => Promise<T>;
  readonly #now: () => number;
  #answer: Promise<T> | undefined;
  #workedOutAtMs = Number.NEGATIVE_INFINITY;

  /** @param now the time in ms. */
  constructor(workOut: () => Promise<T>, now: () => number) {
    this.#workOut = workOut;
    this.#now = now;
  }

  /** The answer, no more than a second old. Rejects where it could not be worked out. */
  get(): Promise<T> {
    const nowMs = this.#now();
    if (!this.#answer || nowMs - this.#workedOutAtMs >= KEPT_MS) {
      this.#workedOutAtMs = nowMs;
      this.#answer = this.#workOut();
    }
    return this.#answer;
  }
}
