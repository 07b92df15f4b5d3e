/** Settings of a {@link ProgressWatch}. */
export interface ProgressWatchOptions {
  readonly audio: HTMLAudioElement;
  /** Whether all that was published is played, and the server has to be waited for. */
  readonly isPlayedOut: () => Promise<boolean>;
  /** Called once for each {@link ProgressWatch.start} that comes to nothing. */
  readonly onStuck: () => void;
}

const TICK_MS = 1_000;
/** Longer than a restart of the server takes, from which the engine itself comes back sooner than a new one. */
const STUCK_AFTER_MS = 8_000;

/** Notices that an element that should play has not moved for some seconds, though there is something to play. */
export class ProgressWatch {
  readonly #options: ProgressWatchOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #timeS = 0;
  #movedAtMs = 0;

  constructor(options: ProgressWatchOptions) {
    this.#options = options;
  }

  /** Begins to watch, and to count anew. */
  start(): void {
    this.stop();
    this.#movedAtMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Watches no more; safe to call twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const { currentTime } = this.#options.audio;
    if (currentTime !== this.#timeS) {
      this.#timeS = currentTime;
      this.#movedAtMs = performance.now();
    } else if (performance.now() - this.#movedAtMs > STUCK_AFTER_MS) void this.#judge();
  }

  async #judge(): Promise<void> {
    const { audio, isPlayedOut, onStuck } = this.#options;
    const timer = this.#timer;
    clearInterval(timer);
    const mustWait = await isPlayedOut();
    // Stopped, or begun anew, while the server was asked.
    if (this.#timer !== timer) return;
    if (mustWait || audio.currentTime !== this.#timeS) return this.start();
    this.stop();
    onStuck();
  }
}
