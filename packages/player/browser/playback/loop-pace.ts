import Hls, { type HlsConfig } from 'hls.js/light';

/** Events tell hls.js's loops almost everything; what a look around finds can wait half a second. */
const HIDDEN_PERIOD_MS = 500;

/** A loop of hls.js: its TaskLoop. */
export interface PacedLoop {
  /** Starts it where it does not run, and tells whether it did. */
  setInterval(periodMs: number): boolean;
  /** Stops it, and tells whether it ran. */
  clearInterval(): boolean;
}

/** How often a loop of hls.js looks around: as it asks for, and seldom while the page is hidden. */
export class LoopPace {
  readonly #loop: PacedLoop;
  #askedMs = 0;

  constructor(loop: PacedLoop) {
    this.#loop = loop;
    document.addEventListener('visibilitychange', this.#follow);
  }

  /** The period to take for one of `askedMs`. */
  periodMs(askedMs: number): number {
    this.#askedMs = askedMs;
    return document.hidden ? Math.max(askedMs, HIDDEN_PERIOD_MS) : askedMs;
  }

  /** The loop is destroyed. */
  end(): void {
    document.removeEventListener('visibilitychange', this.#follow);
  }

  readonly #follow = (): void => {
    if (!this.#loop.clearInterval()) return;
    this.#loop.setInterval(this.#askedMs);
  };
}

type GapController = NonNullable<HlsConfig['gapController']>;

/** hls.js's watch for gaps, which rests while the page is hidden. */
export const PacedGapController: GapController = class extends (Hls.DefaultConfig
  .gapController as GapController) {
  readonly #pace = new LoopPace(this);

  override setInterval(askedMs: number): boolean {
    return super.setInterval(this.#pace.periodMs(askedMs));
  }

  override destroy(): void {
    this.#pace.end();
    super.destroy();
  }
};
