import { PeakLevel } from '../uplink/level.ts';
import { type ChannelSettings, factorOf, PLAIN_CHANNEL } from './channel-settings.ts';
import { GainRamp } from './gain-ramp.ts';

/** One source's way into the mix: its gain, and what its meter shows. */
export class MixChannel {
  readonly ramp: GainRamp;
  readonly #level = new PeakLevel();
  #settings: ChannelSettings;

  constructor(settings: ChannelSettings = PLAIN_CHANNEL) {
    this.#settings = settings;
    this.ramp = new GainRamp(settings.isMuted ? 0 : factorOf(settings.gainDb));
  }

  get settings(): ChannelSettings {
    return this.#settings;
  }

  /** Whether its sound lowers the others now. */
  get isVoice(): boolean {
    return this.#settings.talksOver && !this.ramp.isShut;
  }

  /** Takes what the broadcaster chose. */
  set(settings: ChannelSettings, { isOtherSolo }: { isOtherSolo: boolean }): void {
    this.#settings = settings;
    const isHeard = !settings.isMuted && (settings.isSolo || !isOtherSolo);
    this.ramp.moveTo(isHeard ? factorOf(settings.gainDb) : 0);
  }

  listen(planes: readonly Float32Array[]): void {
    this.#level.add(planes);
  }

  /** Peaks since the last call, as loud as they go into the mix when they are not muted. */
  takePeaks(): number[] {
    const factor = factorOf(this.#settings.gainDb);
    return this.#level.take().map((peak) => peak * factor);
  }
}
