/** A wait that can be cut short. One at a time. */
export class Pause {
  #wake: (() => void) | undefined;
  #isClosed = false;

  /** Resolves at a time of `performance.now()`, or sooner when it is ended. */
  async until(timeMs: number): Promise<void> {
    const delayMs = timeMs - performance.now();
    if (this.#isClosed || delayMs <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Ends the present wait. */
  end(): void {
    this.#wake?.();
  }

  /** Ends the present wait and all that follow. */
  close(): void {
    this.#isClosed = true;
    this.end();
  }
}
