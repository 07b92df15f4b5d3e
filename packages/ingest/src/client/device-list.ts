import { askFfmpeg } from '@ringcast/segmenter';
import { SOUND_SYSTEMS, type SoundSystem } from './sound-choice.ts';

/** A sound card that can be chosen. */
export interface SoundDevice {
  readonly system: SoundSystem;
  /** Its name in that system. */
  readonly device: string;
  /** For people; empty where the system has none. */
  readonly description: string;
  readonly isDefault: boolean;
}

/** How ffmpeg is asked for a system's devices. */
const QUESTIONS: Record<SoundSystem, string[]> = {
  pulse: ['-sources', 'pulse'],
  alsa: ['-sources', 'alsa'],
  avfoundation: ['-f', 'avfoundation', '-list_devices', 'true', '-i', ''],
  dshow: ['-f', 'dshow', '-list_devices', 'true', '-i', 'dummy'],
};

/** The systems that an ffmpeg knows. */
export async function findSystems(ffmpegPath: string): Promise<SoundSystem[]> {
  const answer = await askFfmpeg(ffmpegPath, ['-devices']);
  return SOUND_SYSTEMS.filter((system) => new RegExp(`^ *D.? +(\\S+,)*${system}\\b`, 'm').test(answer));
}

/** The sound cards that can be heard on this computer, in every system that an ffmpeg knows. */
export async function listDevices(ffmpegPath: string): Promise<SoundDevice[]> {
  const systems = await findSystems(ffmpegPath);
  const lists = await Promise.all(
    systems.map(async (system) => readDevices(system, await askFfmpeg(ffmpegPath, QUESTIONS[system]))),
  );
  return lists.flat();
}

/** Reads what ffmpeg answers. */
export function readDevices(system: SoundSystem, answer: string): SoundDevice[] {
  const lines = answer.split(/\r?\n/);
  if (system === 'avfoundation') return readAvfoundation(lines);
  return system === 'dshow' ? readDshow(lines) : readSources(system, lines);
}

/** `* stage.monitor [Monitor of Null Output] (none)` */
function readSources(system: SoundSystem, lines: readonly string[]): SoundDevice[] {
  return lines.flatMap((line) => {
    const [, mark, device, description] = /^([* ]) (\S.*?) \[(.*)\] \(.*\)$/.exec(line) ?? [];
    // ALSA counts what changes sound among what gives it.
    if (device === undefined || device === 'null' || /\bplugin\b/i.test(description ?? '')) return [];
    return [{ system, device, description: description ?? '', isDefault: mark === '*' }];
  });
}

/** `[AVFoundation indev @ 0x7f8] [0] MacBook Pro Microphone`, behind a heading; the cameras come before. */
function readAvfoundation(lines: readonly string[]): SoundDevice[] {
  const heading = lines.findIndex((line) => line.includes('AVFoundation audio devices'));
  if (heading < 0) return [];
  return lines.slice(heading + 1).flatMap((line) => {
    const [, index, device] = /\] \[(\d+)\] (.+)$/.exec(line) ?? [];
    if (device === undefined) return [];
    return [{ system: 'avfoundation', device, description: '', isDefault: index === '0' }];
  });
}

/** `[dshow @ 0000020] "Microphone (Realtek Audio)" (audio)`; before ffmpeg 5 behind a heading. */
function readDshow(lines: readonly string[]): SoundDevice[] {
  const heading = lines.findIndex((line) => line.includes('DirectShow audio devices'));
  const names = lines.slice(heading + 1).flatMap((line) => {
    const [, name, kind] = /\] +"([^"]+)"(?: \((\w+)\))?$/.exec(line) ?? [];
    const isAudio = kind === 'audio' || (kind === undefined && heading >= 0);
    return name === undefined || !isAudio ? [] : [name];
  });
  return names.map((device, index) => ({
    system: 'dshow',
    device,
    description: '',
    isDefault: index === 0,
  }));
}
