import type { PcmFormat } from '../wire/pcm-format.ts';

/** The ways to sound cards that ffmpeg knows and Ringcast uses. */
export const SOUND_SYSTEMS = ['pulse', 'alsa', 'avfoundation', 'dshow'] as const;

/** How an operating system gives programs its sound cards; `pulse` is PipeWire's way too. */
export type SoundSystem = (typeof SOUND_SYSTEMS)[number];

/** A sound card, in real time by nature. */
export interface DeviceChoice {
  readonly kind: 'device';
  readonly system: SoundSystem;
  /** Its name in that system. */
  readonly device: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** How many samples are handed over at a time. */
  readonly blockSamples: number;
}

/** Anything else that ffmpeg reads; it is let through in real time, as 48 kHz stereo. */
export interface InputChoice {
  readonly kind: 'input';
  /** A file or an address; undefined for standard input. */
  readonly input: string | undefined;
  /** Of raw PCM; undefined for what is known by its bytes. */
  readonly format: PcmFormat | undefined;
}

/** What is broadcast. */
export type SoundChoice = DeviceChoice | InputChoice;

/** What a person calls it. */
export function nameOfSound(choice: SoundChoice): string {
  if (choice.kind === 'device') return `${choice.system}:${choice.device}`;
  return choice.input === undefined ? 'standard input' : withoutCredentials(choice.input);
}

/** A text in which no address has a password any more. */
export function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, '//');
}
