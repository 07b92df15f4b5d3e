import type { Readable } from 'node:stream';
import { DeviceSound } from './device-sound.ts';
import { InputSound } from './input-sound.ts';
import type { SoundChoice } from './sound-choice.ts';
import type { Sound, SoundEvents } from './sound.ts';

/** What it takes to open any sound. */
export interface SoundAccess {
  readonly ffmpegPath: string;
  readonly stdin: Readable;
}

/** Opens what is to be broadcast. Whether it can be had, the events tell. */
export function openSound(choice: SoundChoice, access: SoundAccess, events: SoundEvents): Sound {
  return choice.kind === 'device'
    ? new DeviceSound(choice, access.ffmpegPath, events)
    : new InputSound(choice, access.ffmpegPath, { ...events, stdin: access.stdin });
}
