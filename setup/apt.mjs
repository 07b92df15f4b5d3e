import { existsSync } from 'node:fs';
import { runStep, say, StepError } from './step.mjs';

const OPTIONS = [
  '-y',
  '--no-install-recommends',
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Acquire::Retries=2',
];

/** Whether this is Debian, Ubuntu or one like them, and we are root. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/**
 * Installs Debian packages; the package lists are fetched only where the first try says that they are missing or old.
 * apt refuses all of them for one that it does not know, as distributions have different ones; then each is tried on its
 * own.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>} why it did not work, with those it did not work for
 */
export async function installPackages(packages) {
  if ((await install(packages)) === undefined) return undefined;
  say('it did not work with the package lists at hand');
  const failure = (await attempt('fetching package lists', ['update'])) ?? (await install(packages));
  if (failure === undefined || packages.length === 1) return failure;
  say('it did not work for all at once, so each is tried on its own');
  const missing = [];
  for (const name of packages) if ((await install([name])) !== undefined) missing.push(name);
  return missing.length === 0 ? undefined : `apt cannot install ${missing.join(', ')}: ${failure}`;
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>} why it did not work
 */
function install(packages) {
  return attempt(`installing ${packages.join(', ')}`, ['install', ...OPTIONS, ...packages]);
}

/**
 * @param {string} title
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} why it did not work
 */
async function attempt(title, args) {
  try {
    await runStep({ title, command: 'apt-get', args, cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } });
    return undefined;
  } catch (error) {
    if (error instanceof StepError) return error.message;
    throw error;
  }
}
