import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { EXIT_CODES, type ExitCode } from './exit-code.ts';

/**
 * Runs the command that the words ask for; without any, `start`.
 *
 * @param words - what was typed behind `ringcast`
 * @returns the exit code; of `start` once the server runs
 */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  try {
    await createProgram().parseAsync(words.length === 0 ? ['start'] : words, { from: 'user' });
    return EXIT_CODES.done;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  }
}

/** Each command is loaded when it is wanted: who captures a sound card needs no server. */
function createProgram(): Command {
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
  return program;
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
