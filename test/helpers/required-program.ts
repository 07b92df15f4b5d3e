import { findExecutable } from '../../packages/server/src/executable-path.ts';
import { findFfmpeg } from '../../packages/server/src/ffmpeg-location.ts';
import { findCommand, PROGRAMS, type ProgramName } from '../../setup/programs.mjs';

/** A program that tests run; only to be asked while they do. */
export interface RequiredProgram {
  readonly path: string;
}

/**
 * Called in a `describe`: its tests run only where the program is there. Elsewhere they are skipped with the reason,
 * or fail where `CI=true`.
 */
export function requireProgram(name: ProgramName): RequiredProgram {
  let path: string | undefined;

  before(`find ${name}`, async function () {
    path = await locateProgram(name);
    if (path !== undefined) return;
    const reason = `${name} is not installed`;
    if (process.env['CI'] === 'true') throw new Error(`${reason}, and with CI=true no test is skipped`);
    const suite: (Mocha.Suite & { skipReason?: string }) | undefined = this.test?.parent;
    if (suite) suite.skipReason = reason;
    this.skip();
  });

  return {
    get path() {
      if (path === undefined) throw new Error(`the path of ${name} is known in tests and hooks only`);
      return path;
    },
  };
}

/** The path of a program, or undefined where it is not installed. */
export async function locateProgram(name: ProgramName): Promise<string | undefined> {
  const searchPath = process.env['PATH'] ?? '';
  if (name === 'ffmpeg') {
    return (
      await findFfmpeg({ configured: process.env['RINGCAST_FFMPEG'], searchPath }).catch(() => undefined)
    )?.path;
  }
  return findCommand(PROGRAMS[name], (command) => findExecutable(command, searchPath));
}
