import { findExecutable } from '../packages/server/dist/executable-path.js';
import { FfmpegLocationError, findFfmpeg } from '../packages/server/dist/ffmpeg-location.js';
import { canInstallPackages, installPackages } from './apt.mjs';
import { findCommand, PROGRAMS } from './programs.mjs';
import { say, StepError } from './step.mjs';

/**
 * Installs the programs that are missing where that is possible, else says in a line each how to get them. What
 * cannot be had stops nothing here: the server says what it misses, a test is skipped.
 *
 * @param {readonly import('./programs.mjs').ProgramName[]} names
 */
export async function ensurePrograms(names) {
  const missing = await missingOf(names);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((name) => PROGRAMS[name].debianPackages))];
  if (!canInstallPackages()) {
    say(`${missing.join(', ')} not found; on Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`);
    return;
  }
  const failure = await installPackages(packages);
  if (failure !== undefined) say(failure);
  const stillMissing = await missingOf(missing);
  if (stillMissing.length > 0) say(`could not get ${stillMissing.join(', ')}; please install by hand`);
}

/** @param {readonly import('./programs.mjs').ProgramName[]} names */
async function missingOf(names) {
  const found = await Promise.all(names.map(isFound));
  return names.filter((_, index) => !found[index]);
}

/** @param {import('./programs.mjs').ProgramName} name */
async function isFound(name) {
  const searchPath = process.env['PATH'] ?? '';
  if (name !== 'ffmpeg') {
    return findCommand(PROGRAMS[name], (command) => findExecutable(command, searchPath)) !== undefined;
  }
  try {
    await findFfmpeg({ configured: process.env['RINGCAST_FFMPEG'], searchPath });
    return true;
  } catch (error) {
    if (!(error instanceof FfmpegLocationError)) throw error;
    // A configured ffmpeg that does not run is the operator's to mend, not ours to replace.
    if (error.code === 'ffmpeg-not-runnable') throw new StepError(error.message);
    return false;
  }
}
