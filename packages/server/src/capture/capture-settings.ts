import type { CaptureOptions, Destination, SoundChoice } from '@ringcast/ingest/client';
import { join } from 'node:path';
import type { CaptureFlags } from '../commands/capture-options.ts';
import { CommandFailure } from '../commands/command-failure.ts';
import { EXIT_CODES } from '../commands/exit-code.ts';
import type { Configuration } from '../configuration/configuration-schema.ts';
import type { LoadedConfiguration } from '../configuration/load-configuration.ts';
import { readKeyFile } from '../keys/kept-key.ts';
import { STREAM_KEY_FILE } from '../keys/stream-keys.ts';
import { baseOf, localBaseOf } from '../links.ts';
import { chooseSound } from './choose-sound.ts';

const KEPT_FOLDER = 'capture';
const STATION = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * What is to be captured and where it goes: what was typed, and from the settings what was not.
 *
 * @throws CommandFailure
 */
export async function settleCapture(
  flags: CaptureFlags,
  loaded: LoadedConfiguration,
): Promise<Omit<CaptureOptions, 'stdin'>> {
  const { configuration } = loaded;
  const destination = settleDestination(flags, configuration);
  const { ffmpegPath, choice } = await chooseSound(flags, loaded);
  return {
    destination,
    choice: checked(flags, choice),
    folder: folderOf(flags.server ?? baseOf(configuration, configuration.port), configuration),
    ffmpegPath,
  };
}

function settleDestination(flags: CaptureFlags, configuration: Configuration): Destination {
  const { stations } = configuration;
  const server = flags.server ?? ownServerOf(configuration);
  const station = flags.station ?? Object.keys(stations)[0] ?? 'main';
  if (!STATION.test(station)) {
    const expected = 'a station is 1 to 63 of a-z, 0-9 and -, not beginning with -';
    throw new CommandFailure(`--station: ${expected}; "${station}" came.`, { exitCode: EXIT_CODES.usage });
  }
  return { server, station, key: settleKey(flags, station, configuration) };
}

/** This computer's own. By TLS it is the name that its certificate is for. */
function ownServerOf(configuration: Configuration): string {
  const { tlsCert, port } = configuration;
  return tlsCert === undefined ? localBaseOf(configuration, port) : baseOf(configuration, port);
}

/** The key that this computer's own server made is for that server alone. */
function settleKey(flags: CaptureFlags, station: string, configuration: Configuration): string {
  const { stations, streamKey, stateDir } = configuration;
  if (flags.key !== undefined) return flags.key;
  if (flags.keyFile !== undefined) return requireKeyIn(flags.keyFile);
  const configured = stations[station]?.streamKey ?? streamKey;
  if (configured !== undefined) return configured;
  const made = flags.server === undefined ? readKeyFile(join(stateDir, STREAM_KEY_FILE)) : undefined;
  if (made !== undefined) return made;
  throw new CommandFailure(
    'There is no stream key: set RINGCAST_STREAM_KEY, or name a file that holds it with --key-file. The server prints ' +
      'it at its start, at the end of the capture link.',
    { exitCode: EXIT_CODES.wrongKey },
  );
}

function requireKeyIn(file: string): string {
  const key = readKeyFile(file);
  if (key !== undefined) return key;
  throw new CommandFailure(`--key-file: "${file}" cannot be read, or is empty.`, {
    exitCode: EXIT_CODES.usage,
  });
}

function checked(flags: CaptureFlags, choice: SoundChoice | undefined): SoundChoice | undefined {
  if (flags.format === undefined || choice?.kind === 'input') return choice;
  throw new CommandFailure('--format is of raw PCM in --input, which is not there.', {
    exitCode: EXIT_CODES.usage,
  });
}

/** Sound that was meant for one server is not sent to another; this computer's own goes by its public name. */
function folderOf(server: string, { stateDir }: Configuration): string {
  return join(stateDir, KEPT_FOLDER, encodeURIComponent(new URL(server).host));
}
