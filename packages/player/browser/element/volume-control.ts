/** At no less the sound comes back that was turned down to nothing, step by step perhaps. */
const WELL_HEARD = 0.2;
const STEP = 0.05;
const PERCENT = 100;

/** Whether this device lets a page set the volume: iPhones leave it to their buttons. */
export const canSetVolume = ((): boolean => {
  const audio = document.createElement('audio');
  audio.volume = 0.5;
  return audio.volume === 0.5;
})();

/** The volume of an audio element, 0 to 1, as a listener sets it. */
export class VolumeControl {
  readonly #audio: HTMLAudioElement;
  #lastHeard: number;

  constructor(audio: HTMLAudioElement, volume: number) {
    this.#audio = audio;
    this.#lastHeard = Math.max(volume, WELL_HEARD);
    audio.volume = volume;
  }

  /** Whether nothing is heard, by muting or by volume. */
  get isSilent(): boolean {
    return this.#audio.muted || this.#audio.volume === 0;
  }

  /** What the next visit begins with: one that is silent looks broken. */
  get kept(): number {
    return this.#audio.volume || this.#lastHeard;
  }

  /** Sets the volume, and ends that it is muted. */
  set(volume: number): void {
    // Steps of 0.05 do not add up to nothing.
    this.#audio.volume = Math.min(Math.max(Math.round(volume * PERCENT) / PERCENT, 0), 1);
    this.#audio.muted = false;
    if (volume >= WELL_HEARD) this.#lastHeard = this.#audio.volume;
  }

  /** Louder by some steps, or quieter where they are negative. */
  step(steps: number): void {
    this.set(this.#audio.volume + steps * STEP);
  }

  /** Mutes what is heard, and lets be heard what is not. */
  toggle(): void {
    const { isSilent } = this;
    if (this.#audio.volume === 0) this.#audio.volume = this.#lastHeard;
    this.#audio.muted = !isSilent;
  }
}
