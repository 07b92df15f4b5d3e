import Hls, { type HlsConfig } from 'hls.js/light';

/** Events tell hls.js's loops almost everything; what a look around finds can wait half a second. */
const HIDDEN_PERIOD_MS = 500;

/** A loop of hls.js: its TaskLoop. */
export interface Loop {
  /** Starts it where it does not run, and tells whether it did. */
  setInterval(periodMs: number): boolean;
  /** Stops it, and tells whether it ran. */
  clearInterval(): boolean;
  destroy(): void;
}

/** Has a loop look around as often as it asks for, and seldom while the page is hidden, until it is destroyed. */
export function restWhileHidden(loop: Loop): void {
  const [start, destroy] = [loop.setInterval.bind(loop), loop.destroy.bind(loop)];
  let askedMs = 0;
  const follow = (): void => {
    if (loop.clearInterval()) loop.setInterval(askedMs);
  };
  document.addEventListener('visibilitychange', follow);
  loop.setInterval = (periodMs) => {
    askedMs = periodMs;
    return start(document.hidden ? Math.max(periodMs, HIDDEN_PERIOD_MS) : periodMs);
  };
  loop.destroy = () => {
    document.removeEventListener('visibilitychange', follow);
    destroy();
  };
}

type GapController = NonNullable<HlsConfig['gapController']>;

/** hls.js's watch for gaps, which rests while the page is hidden. */
export const RestingGapController: GapController = class extends (Hls.DefaultConfig
  .gapController as GapController) {
  constructor(...given: ConstructorParameters<GapController>) {
    super(...given);
    restWhileHidden(this);
  }
};
