const TICK_MS = 1_000;
/** Longer than a restart of the server takes, from which the engine itself comes back sooner than a new one. */
const STUCK_AFTER_MS = 8_000;

/** Notices that an element that should play has not moved for some seconds, whatever the reason. */
export class ProgressWatch {
  readonly #audio: HTMLAudioElement;
  readonly #onStuck: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #timeS = 0;
  #movedAtMs = 0;

  /** @param onStuck called once for each {@link start} that comes to nothing. */
  constructor(audio: HTMLAudioElement, onStuck: () => void) {
    this.#audio = audio;
    this.#onStuck = onStuck;
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
  }

  #tick(): void {
    const { currentTime } = this.#audio;
    if (currentTime !== this.#timeS) {
      this.#timeS = currentTime;
      this.#movedAtMs = performance.now();
    } else if (performance.now() - this.#movedAtMs > STUCK_AFTER_MS) {
      this.stop();
      this.#onStuck();
    }
  }
}
