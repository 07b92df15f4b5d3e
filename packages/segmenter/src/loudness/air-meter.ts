import type { BroadcastSettings } from '../broadcast-options.ts';
import type { OnAirState } from '../on-air-state.ts';
import { LoudnessMeter } from './loudness-meter.ts';

/**
 * Measures what goes on air. Where nothing may be skipped no silence stands in for what lacks; nothing for longer than
 * the hold counts as silence all the same, for whoever listens hears nothing.
 */
export class AirMeter {
  readonly #settings: Pick<BroadcastSettings, 'holdMs' | 'now'>;
  readonly #meter = new LoudnessMeter();
  #lastAirMs: number;

  constructor(settings: Pick<BroadcastSettings, 'holdMs' | 'now'>) {
    this.#settings = settings;
    this.#lastAirMs = settings.now();
  }

  /** Takes what goes on air now. */
  take(pcm: Buffer): void {
    this.#lastAirMs = this.#settings.now();
    this.#meter.take(pcm);
  }

  /** What is on air now. */
  get state(): Pick<OnAirState, 'loudness' | 'peaks'> {
    const { holdMs, now } = this.#settings;
    const idleMs = now() - this.#lastAirMs;
    const silentMs = idleMs > holdMs ? idleMs : 0;
    return { loudness: this.#meter.loudnessAfter(silentMs), peaks: this.#meter.peaksAfter(silentMs) };
  }
}
