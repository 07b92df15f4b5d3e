import { PeakLevel, peakOf } from '../uplink/level.ts';
import { type Loudness, LoudnessMeter } from './loudness.ts';

/** What is seen of the mix. */
export interface MixReport {
  /** Of each channel since the last report, 1 is full scale; empty when no sound came. */
  readonly peaks: readonly number[];
  readonly loudness: Loudness;
  /** How often it went beyond full scale of late. */
  readonly clips: number;
  /** How long it has been silent. */
  readonly quietMs: number;
}

const CLIPPED_FROM = 0.9999;
const CLIPS_KEPT_MS = 5_000;
/** −60 dBFS. */
const QUIET_BELOW = 0.001;

/** Watches the mix: level, loudness, distortion and silence. */
export class MixMeter {
  readonly #level = new PeakLevel();
  readonly #loudness = new LoudnessMeter();
  #heardMs = 0;
  #quietMs = 0;
  /** When batches clipped, on the clock of what was heard. */
  #clippedAtMs: number[] = [];

  /** Takes the mix as it goes on. */
  take(planes: readonly Float32Array[], sampleRateHz: number): void {
    const durationMs = ((planes[0]?.length ?? 0) * 1_000) / sampleRateHz;
    const peak = Math.max(0, ...planes.map(peakOf));
    this.#level.add(planes);
    this.#loudness.take(planes, sampleRateHz);
    this.#heardMs += durationMs;
    this.#quietMs = peak < QUIET_BELOW ? this.#quietMs + durationMs : 0;
    if (peak >= CLIPPED_FROM) this.#clippedAtMs.push(this.#heardMs);
    this.#clippedAtMs = this.#clippedAtMs.filter((atMs) => this.#heardMs - atMs < CLIPS_KEPT_MS);
  }

  /** A new broadcast begins. */
  reset(): void {
    this.#loudness.reset();
    this.#quietMs = 0;
    this.#clippedAtMs = [];
  }

  takeReport(): MixReport {
    return {
      peaks: this.#level.take(),
      loudness: this.#loudness.loudness,
      clips: this.#clippedAtMs.length,
      quietMs: this.#quietMs,
    };
  }
}
