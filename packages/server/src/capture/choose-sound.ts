import {
  findSystems,
  listDevices,
  SOUND_SYSTEMS,
  type SoundChoice,
  type SoundSystem,
} from '@ringcast/ingest/client';
import type { CaptureFlags } from '../commands/capture-options.ts';
import { CommandFailure } from '../commands/command-failure.ts';
import { EXIT_CODES } from '../commands/exit-code.ts';
import type { LoadedConfiguration } from '../configuration/load-configuration.ts';
import { findFfmpeg } from '../ffmpeg-location.ts';

/** Sound, and the ffmpeg that can read it. */
export interface ChosenSound {
  readonly ffmpegPath: string;
  /** Undefined where no more than what is kept is to be sent. */
  readonly choice: SoundChoice | undefined;
}

const STANDARD_INPUT = '-';
const PREFIXED = new RegExp(`^(${SOUND_SYSTEMS.join('|')}):(.+)$`, 's');
const DEFAULT_DEVICE = 'default';

/** The sound that was asked for. @throws CommandFailure where there is no such sound card */
export async function chooseSound(flags: CaptureFlags, loaded: LoadedConfiguration): Promise<ChosenSound> {
  const { sampleRate: sampleRateHz, channels, blockSize: blockSamples, format: encoding } = flags;
  const search = { configured: loaded.configuration.ffmpeg, searchPath: loaded.searchPath };
  if (flags.sendKept) return { ffmpegPath: '', choice: undefined };
  if (flags.input !== undefined) {
    const { path } = await findFfmpeg(search);
    const format = encoding && { encoding, sampleRateHz, channels };
    const input = flags.input === STANDARD_INPUT ? undefined : flags.input;
    return { ffmpegPath: path, choice: { kind: 'input', input, format } };
  }
  const { path, systems } = await findCapturingFfmpeg(loaded);
  const { system, device } = await chooseDevice(flags.device, path, systems);
  const choice: SoundChoice = { kind: 'device', system, device, sampleRateHz, channels, blockSamples };
  return { ffmpegPath: path, choice };
}

/** An ffmpeg that knows sound cards: binaries that run everywhere often know none, the system's own does. */
export async function findCapturingFfmpeg({
  configuration,
  searchPath,
}: LoadedConfiguration): Promise<{ path: string; systems: SoundSystem[] }> {
  const search = { configured: configuration.ffmpeg, searchPath };
  const { path, foundBy } = await findFfmpeg(search);
  const systems = await findSystems(path);
  if (systems.length > 0 || foundBy !== 'ffmpeg-static') return { path, systems };
  const installed = await findFfmpeg({ ...search, bundled: null });
  return { path: installed.path, systems: await findSystems(installed.path) };
}

async function chooseDevice(
  wanted: string | undefined,
  ffmpegPath: string,
  systems: readonly SoundSystem[],
): Promise<{ system: SoundSystem; device: string }> {
  const [, prefix, name] = PREFIXED.exec(wanted ?? '') ?? [];
  const system = prefix === undefined ? await preferredSystem(ffmpegPath, systems) : (prefix as SoundSystem);
  if (system === undefined || !systems.includes(system)) {
    const known = systems.length === 0 ? 'no sound cards' : systems.join(', ');
    const missing = `${ffmpegPath} knows ${known}${prefix === undefined ? '' : `, not ${prefix}`}`;
    throw new CommandFailure(`${missing}; set RINGCAST_FFMPEG to one that does.`, {
      exitCode: EXIT_CODES.noSound,
    });
  }
  if (wanted !== undefined) return { system, device: name ?? wanted };
  if (system !== 'dshow') return { system, device: DEFAULT_DEVICE };
  const [first] = await listDevices(ffmpegPath);
  if (first !== undefined) return first;
  throw new CommandFailure('This computer has no sound card to capture from.', {
    exitCode: EXIT_CODES.noSound,
  });
}

/** PulseAudio, or PipeWire in its place, where it runs. */
async function preferredSystem(
  ffmpegPath: string,
  systems: readonly SoundSystem[],
): Promise<SoundSystem | undefined> {
  if (process.platform === 'darwin') return 'avfoundation';
  if (process.platform === 'win32') return 'dshow';
  const devices = await listDevices(ffmpegPath);
  return devices.some(({ system }) => system === 'pulse')
    ? 'pulse'
    : systems.find((system) => system === 'alsa');
}
