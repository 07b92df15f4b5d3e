import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import { FfmpegLocationError } from '../ffmpeg-location.ts';
import { addCaptureCommand } from './capture-options.ts';
import type { CertificateFlags } from './certificate-command.ts';
import { CommandFailure } from './command-failure.ts';
import type { DoctorFlags } from './doctor-command.ts';
import { EXIT_CODES, type ExitCode } from './exit-code.ts';

/**
 * Runs the command that the words ask for; without any, `start`.
 *
 * @param words - what was typed behind `ringcast`
 * @returns the exit code; of `start` once the server runs
 */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words.length === 0 ? ['start'] : words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

/** Each command is loaded when it is wanted: who captures a sound card needs no server. */
function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('ringcast')
    .description('Live audio from a microphone to any number of ears in under a second.')
    .version(readVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride();
  program
    .command('start')
    .description('run the server; so does "ringcast" alone')
    .action(async () => {
      const { start } = await import('./start-command.ts');
      await start();
    });
  addKeyCommands(program);
  addTokenCommand(program);
  addCaptureCommand(program, finish);
  addDoctorCommand(program, finish);
  addCertificateCommand(program);
  return program;
}

function addDoctorCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('say what is wrong here, or with a stream, why it matters and what to do')
    .argument('[url]', 'a playlist (.m3u8), of Ringcast or of anybody')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit codes: 0 no fault, 8 faults, 2 usage, 1 anything else.')
    .action(async (url: string | undefined, flags: DoctorFlags) => {
      const { examine } = await import('./doctor-command.ts');
      finish(await examine(url, flags));
    });
}

function addCertificateCommand(program: Command): void {
  program
    .command('certificate')
    .description(
      'make a certificate for a studio network by mkcert, and say what each device needs to trust it',
    )
    .argument('[names...]', 'names and addresses of the server; those that this computer knows of')
    .option('--folder <folder>', 'where the files go (default: "tls" in the state folder)')
    .option('--install', 'let this computer trust the authority too')
    .action(async (names: string[], flags: CertificateFlags) => {
      const { makeCertificate } = await import('./certificate-command.ts');
      await makeCertificate(names, flags);
    });
}

function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('make a token by which somebody may listen for a time, and print it')
    .argument('<station>', 'the station that it is for')
    .option('--hours <number>', 'how long it may be used', '24')
    .action(async (station: string, options: { hours: string }) =>
      (await import('./token-command.ts')).makeToken(station, options),
    );
}

function addKeyCommands(program: Command): void {
  const key = program.command('key').description('stream keys for single persons and devices');
  key
    .command('make')
    .description('make a key and print it, once')
    .argument('<label>', 'whose it is, or what for')
    .option('--station <name>', 'the one station that it opens; all where this is left out')
    .action(async (label: string, options: { station?: string }) =>
      (await import('./key-command.ts')).makeKey(label, options),
    );
  key
    .command('list')
    .description('print what keys there are, and when each was used last')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => (await import('./key-command.ts')).listKeys(options));
  key
    .command('revoke')
    .description('make a key open nothing any more, at once')
    .argument('<id>', 'as the list has it')
    .action(async (id: string) => (await import('./key-command.ts')).revokeKey(id));
}

function explain(error: unknown): ExitCode {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  const isExplained =
    error instanceof CommandFailure ||
    error instanceof ConfigurationError ||
    error instanceof FfmpegLocationError;
  if (!isExplained) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  return error instanceof CommandFailure ? error.exitCode : EXIT_CODES.failed;
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
