import type { SessionClock } from './session-clock.ts';

/** The longest time between two acknowledgements while samples arrive. */
export const ACKNOWLEDGE_EVERY_MS = 250;

/** Acknowledges the first samples at once and later ones every 250 ms, as long as some are taken. */
export class Acknowledger {
  readonly #clock: SessionClock;
  readonly #send: () => void;
  #cancelPause: (() => void) | undefined;
  #isDue = false;

  constructor(clock: SessionClock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Samples were taken. */
  noteTaken(): void {
    if (this.#cancelPause) this.#isDue = true;
    else this.#acknowledge();
  }

  /** Forgets an acknowledgement that is due. */
  cancel(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#isDue = false;
  }

  #acknowledge(): void {
    this.#isDue = false;
    this.#cancelPause = this.#clock.schedule(ACKNOWLEDGE_EVERY_MS, () => {
      this.#cancelPause = undefined;
      if (this.#isDue) this.#acknowledge();
    });
    this.#send();
  }
}
