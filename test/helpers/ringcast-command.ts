import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How a command ended, and what it said. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');

/**
 * Runs `ringcast` until it ends.
 *
 * @param words - what is typed behind it
 * @param settings - as environment variables, beside those of the tests' own process
 */
export async function runRingcast(
  words: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<CommandOutcome> {
  const env = { ...process.env, ...settings };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [RINGCAST, ...words], { env })) };
  } catch (error) {
    return error as CommandOutcome;
  }
}
