/** Work that may fail for a while. */
export interface CatchingUpOptions {
  /** Brings everything that was taken to where it belongs. What rejects is tried again. */
  readonly attempt: () => Promise<void>;
  /** Told of every attempt that failed. */
  readonly onFailed: (error: string) => void;
  /** Told of the first attempt that went well after one that failed. */
  readonly onRecovered: () => void;
  /** Waits before the next attempt, or until the signal says that there will be none. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
}

/** Does one thing at a time, as often as it is asked for, until it went well; it holds up nobody who asks. */
export class CatchingUp {
  readonly #options: CatchingUpOptions;
  #isDue = false;
  #work: Promise<void> | undefined;
  #failure: string | undefined;
  readonly #closing = new AbortController();

  constructor(options: CatchingUpOptions) {
    this.#options = options;
  }

  /** Why it is behind, if it is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** There is something to do. */
  start(): void {
    this.#isDue = true;
    this.#work ??= this.#run();
  }

  /** Resolves when all that was asked for is done, however long that takes. */
  async finished(): Promise<void> {
    await this.#work;
  }

  /** Does what is due, tries nothing again and resolves. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    const { attempt, pause } = this.#options;
    const { signal } = this.#closing;
    while (this.#isDue) {
      this.#isDue = false;
      try {
        await attempt();
        if (this.#failure !== undefined) this.#options.onRecovered();
        this.#failure = undefined;
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        this.#options.onFailed(error);
        this.#failure = error;
        if (signal.aborted) break;
        await pause(signal);
        this.#isDue = true;
      }
    }
    this.#work = undefined;
  }
}
