import { IngestError } from '../wire/ingest-error.ts';
import { type DeviceChoice, type InputChoice, nameOfSound, withoutCredentials } from './sound-choice.ts';

/** `[alsa @ 0x55d0c0a0]`, which ffmpeg writes before what a part of it says; the part knows best. */
const SPEAKER = /^\[[^\]]* @ [^\]]*\] */;
const LIST_HINT = '"ringcast capture --list-devices" prints those there are.';

/** Sound that cannot be had; the message says which, and why as far as ffmpeg told. */
export class SoundFailure extends IngestError {
  override readonly name = 'SoundFailure';
  readonly code = 'no-sound';

  /** Of a sound card that cannot be opened, or is gone. */
  static ofDevice(choice: DeviceChoice, lastWords: readonly string[]): SoundFailure {
    const reason = reasonOf(lastWords);
    return new SoundFailure(`The sound card "${nameOfSound(choice)}" gives no sound: ${reason} ${LIST_HINT}`);
  }

  /** Of a file, an address or a pipe that cannot be read, or not to its end. */
  static ofInput(choice: InputChoice, lastWords: readonly string[]): SoundFailure {
    return new SoundFailure(`No sound can be read from ${nameOfSound(choice)}: ${reasonOf(lastWords)}`);
  }
}

function reasonOf(lastWords: readonly string[]): string {
  const said =
    lastWords.findLast((line) => SPEAKER.test(line)) ?? lastWords.at(-1) ?? 'ffmpeg ended without a word';
  return `${withoutCredentials(said.replace(SPEAKER, '').trim())}.`;
}
