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
 *
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>} why it did not work
 */
export async function installPackages(packages) {
  const names = packages.join(', ');
  const install = () => attempt(`installing ${names}`, ['install', ...OPTIONS, ...packages]);
  if ((await install()) === undefined) return undefined;
  say('it did not work with the package lists at hand');
  return (await attempt('fetching package lists', ['update'])) ?? (await install());
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
