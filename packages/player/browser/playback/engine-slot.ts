import { retryDelayMs } from '../station/retry-delay.ts';
import type { StationStatus } from '../station/station-watch.ts';
import type { Engine, EngineListener } from './engine.ts';
import { makeEngine } from './make-engine.ts';
import { isPlayedOut } from './played-out.ts';
import { ProgressWatch } from './progress-watch.ts';
import type { QualityChoice } from './quality.ts';
import type { StreamActivity } from './stream-activity.ts';

/** Settings of an {@link EngineSlot}. */
export interface EngineSlotOptions {
  readonly audio: HTMLAudioElement;
  readonly masterUrl: string;
  readonly choice: () => QualityChoice;
  readonly activity: StreamActivity;
  /** To the server and back; undefined where that is not known. */
  readonly roundTripMs: () => number | undefined;
  readonly listener: EngineListener;
  /** Called when the slot may be filled again after a failure. */
  readonly onVacant: () => void;
}

/** Holds the engine of the present broadcast, one at a time; after failures a new one is let in later and later. */
export class EngineSlot {
  readonly #options: EngineSlotOptions;
  readonly #progress: ProgressWatch;
  #masterUrl: string;
  #engine: Engine | undefined;
  #hasBegun = false;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EngineSlotOptions) {
    this.#options = options;
    this.#masterUrl = options.masterUrl;
    this.#progress = new ProgressWatch({
      audio: options.audio,
      isPlayedOut: async () => this.#engine !== undefined && isPlayedOut(this.#engine, this.#masterUrl),
      onStuck: () => options.listener.onFailed(new Error('The sound should go on, and does not')),
    });
  }

  /** The engine, if there is one. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Puts an engine in where none is, the station is on air and no failure has just been. */
  fill(status: StationStatus): void {
    if (this.#engine !== undefined || this.#retryTimer !== undefined || status.kind !== 'onAir') return;
    const { audio, choice, activity, roundTripMs, listener } = this.#options;
    this.#engine = makeEngine({
      audio,
      masterUrl: this.#masterUrl,
      renditions: status.renditions,
      choice: choice(),
      activity,
      roundTripMs,
      listener,
    });
  }

  /** Loads media: from the live edge the first time, from the playhead after a pause. */
  load(): void {
    this.#progress.start();
    if (this.#hasBegun) this.#engine?.resume();
    else this.#engine?.start();
    this.#hasBegun = this.#engine !== undefined;
  }

  /** Loads no more media; what is loaded stays. */
  suspend(): void {
    this.#progress.stop();
    this.#engine?.suspend();
  }

  /** The broadcast is at another address from now on. */
  moveTo(masterUrl: string): void {
    this.#masterUrl = masterUrl;
    this.#engine?.moveTo(masterUrl);
  }

  /** Lets the engine go. */
  empty(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#progress.stop();
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#hasBegun = false;
  }

  /** Lets the engine go after it failed, and a new one in after a while: at once the first time. */
  retire(): void {
    this.empty();
    const delayMs = this.#failures === 0 ? 0 : retryDelayMs(this.#failures - 1, Math.random());
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#options.onVacant();
    }, delayMs);
  }

  /** Sound came out: what failed before is forgotten. */
  noteSuccess(): void {
    this.#failures = 0;
  }
}
