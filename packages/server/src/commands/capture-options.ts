import {
  CHANNEL_RANGE,
  PCM_ENCODINGS,
  type PcmEncoding,
  SAMPLE_RATE_RANGE_HZ,
} from '@ringcast/ingest/pcm-format';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from './exit-code.ts';

/** What is typed behind `ringcast capture`. */
export interface CaptureFlags {
  readonly listDevices?: true;
  readonly device?: string;
  readonly input?: string;
  readonly format?: PcmEncoding;
  readonly sampleRate: number;
  readonly channels: number;
  readonly blockSize: number;
  readonly server?: string;
  readonly station?: string;
  readonly key?: string;
  readonly keyFile?: string;
  readonly sendKept?: true;
}

const BLOCK_RANGE = { min: 64, max: 9_600 } as const;

const AFTER_HELP = `
Without --key and --key-file the key is RINGCAST_STREAM_KEY, or of this computer's own server. A key behind --key can
be read by everybody who can list the computer's processes.

Ctrl-C ends the broadcast and sends what is waiting; a second one leaves what is waiting for another time.
Exit codes: 0 everything is on the server, 2 usage, 3 no sound, 4 wrong key, 5 no such station, 6 refused otherwise,
7 some sound was not sent, 1 anything else.`;

/** Adds `ringcast capture`. */
export function addCaptureCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('capture')
    .description(
      'broadcast a sound card, a file, an address or a pipe; loses nothing while the server is away',
    )
    .option('--list-devices', 'print the sound cards there are, as --device takes them')
    .option('--device <name>', 'the sound card (default: the one that the system prefers)')
    .addOption(new Option('--input <file>', 'a file, a URL, or - for standard input').conflicts('device'))
    .addOption(
      new Option('--format <encoding>', 'raw PCM is in --input, of --sample-rate and --channels').choices(
        PCM_ENCODINGS,
      ),
    )
    .option('--sample-rate <hz>', 'of the sound card, or of raw PCM', whole(SAMPLE_RATE_RANGE_HZ), 48_000)
    .option('--channels <number>', 'of the sound card, or of raw PCM', whole(CHANNEL_RANGE), 2)
    .option('--block-size <samples>', 'what the sound card hands over at a time', whole(BLOCK_RANGE), 480)
    .option('--server <url>', 'the server (default: the one of this computer)', httpUrl)
    .option('--station <name>', 'the station (default: the first of the settings)')
    .option('--key <key>', 'the stream key')
    .addOption(new Option('--key-file <file>', 'a file with the stream key').conflicts('key'))
    .addOption(
      new Option('--send-kept', 'only send what earlier broadcasts left unsent').conflicts([
        'device',
        'input',
      ]),
    )
    .addHelpText('after', AFTER_HELP)
    .action(async (flags: CaptureFlags) => {
      const { capture } = await import('./capture-command.ts');
      finish(await capture(flags));
    });
}

function whole({ min, max }: { readonly min: number; readonly max: number }): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

function httpUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Expected an address such as https://radio.example.org.');
}
