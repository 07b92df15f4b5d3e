/**
 * Lets a few run at once, and others in the order in which they came. A write to a disk that hangs holds a thread of
 * Node's pool, which has four for all that the process does; so not all of them may be writing.
 */
export class WriteTurns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param most how many may run at once. */
  constructor(most: number) {
    this.#free = most;
  }

  /** Runs something when its turn comes; settles as it does. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await write();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
