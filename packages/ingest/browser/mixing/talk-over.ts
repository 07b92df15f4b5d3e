import { GainRamp } from './gain-ramp.ts';

/** A voice that is louder lowers what plays under it. */
const VOICE_FROM = 10 ** (-40 / 20);
/** −14 dB. */
const UNDER_VOICE = 0.2;
/** Pauses between words. */
const HOLD_MS = 700;
const DOWN_MS = 120;
const UP_MS = 1_200;

/** Lowers music under a voice, and lets it back when the voice is silent. */
export class TalkOver {
  readonly ramp = new GainRamp();
  #sinceVoiceMs = Number.POSITIVE_INFINITY;

  /** Whether something is lowered at the moment. */
  get isDown(): boolean {
    return this.#sinceVoiceMs < HOLD_MS;
  }

  /** Takes the greatest magnitude of the voices in a piece of sound. */
  listen(voicePeak: number, durationMs: number): void {
    this.#sinceVoiceMs = voicePeak > VOICE_FROM ? 0 : this.#sinceVoiceMs + durationMs;
    this.ramp.moveTo(this.isDown ? UNDER_VOICE : 1, this.isDown ? DOWN_MS : UP_MS);
  }
}
