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
  try {
    await aptGet(`installing ${names}`, ['install', ...OPTIONS, ...packages]).catch(async (error) => {
      if (!(error instanceof StepError)) throw error;
      say('the package lists are missing or old');
      await aptGet('fetching package lists', ['update']);
      await aptGet(`installing ${names}`, ['install', ...OPTIONS, ...packages]);
    });
    return undefined;
  } catch (error) {
    if (error instanceof StepError) return error.message;
    throw error;
  }
}

/**
 * @param {string} title
 * @param {readonly string[]} args
 */
function aptGet(title, args) {
  return runStep({ title, command: 'apt-get', args, cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } });
}
