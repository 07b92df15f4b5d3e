import { ConfigurationError } from '../packages/server/dist/configuration/configuration-error.js';
import { loadConfiguration } from '../packages/server/dist/configuration/load-configuration.js';
import { findExecutable } from '../packages/server/dist/executable-path.js';
import {
  FfmpegLocationError,
  findFfmpeg,
  findServersFfmpeg,
} from '../packages/server/dist/ffmpeg-location.js';
import { canInstallPackages, installPackages } from './apt.mjs';
import { findCommand, PROGRAMS } from './programs.mjs';
import { say, StepError } from './step.mjs';

/** @typedef {import('./programs.mjs').ProgramName} ProgramName */

const searchPath = process.env['PATH'] ?? '';

/**
 * Sees to the ffmpeg that the server's settings ask for. Rejects with a {@link StepError} that says what to do.
 */
export async function ensureServerFfmpeg() {
  const loaded = readConfiguration();
  const find = () => findServersFfmpeg(loaded);
  if (loaded.configuration.role === 'player' || (await isFfmpegFound(find))) return;
  const failure = canInstallPackages() ? await installPrograms(['ffmpeg']) : undefined;
  if (failure !== undefined) say(failure);
  try {
    await find();
  } catch (error) {
    throw asStepError(error);
  }
}

/**
 * Installs what tests need and is missing, where that is possible, else says how to get it. What cannot be had stops
 * nothing here: its tests are skipped.
 *
 * @param {readonly ProgramName[]} names
 */
export async function ensureTestPrograms(names) {
  const missing = await missingOf(names);
  if (missing.length === 0) return;
  const failure = await installPrograms(missing);
  if (failure !== undefined) say(failure);
  const stillMissing = await missingOf(missing);
  if (stillMissing.length > 0) say(`without ${stillMissing.join(', ')}; tests that need it cannot run`);
}

function readConfiguration() {
  try {
    return loadConfiguration();
  } catch (error) {
    throw asStepError(error);
  }
}

/**
 * @param {readonly ProgramName[]} names
 * @returns {Promise<string | undefined>} why it did not work
 */
async function installPrograms(names) {
  const packages = [...new Set(names.flatMap((name) => PROGRAMS[name].debianPackages))];
  if (canInstallPackages()) return installPackages(packages);
  return `${names.join(', ')} not found; on Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`;
}

/** @param {readonly ProgramName[]} names */
async function missingOf(names) {
  const found = await Promise.all(names.map(isFound));
  return names.filter((_, index) => !found[index]);
}

/** @param {ProgramName} name */
async function isFound(name) {
  const configured = process.env['RINGCAST_FFMPEG'];
  if (name === 'ffmpeg') return isFfmpegFound(() => findFfmpeg({ configured, searchPath }));
  return findCommand(PROGRAMS[name], (command) => findExecutable(command, searchPath)) !== undefined;
}

/**
 * Rejects where the configured one will not do: that is the operator's to mend.
 *
 * @param {() => Promise<unknown>} find
 */
async function isFfmpegFound(find) {
  try {
    await find();
    return true;
  } catch (error) {
    if (error instanceof FfmpegLocationError && error.code === 'ffmpeg-missing') return false;
    throw asStepError(error);
  }
}

/**
 * What the server explains in its message needs no stack here.
 *
 * @param {unknown} error
 */
function asStepError(error) {
  const isExplained = error instanceof FfmpegLocationError || error instanceof ConfigurationError;
  return isExplained ? new StepError(error.message) : error;
}
