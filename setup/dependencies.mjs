import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './step.mjs';

/**
 * Installs the dependencies of the lock file, unless node_modules already holds exactly these.
 *
 * @param {string} root - the repository
 */
export async function ensureDependencies(root) {
  if (areDependenciesInstalled(root)) return;
  const npm = process.env['npm_execpath'];
  // NODE_ENV=production would leave out the compiler; without the log level npm shows nothing while it fetches.
  const args = ['ci', '--include=dev', '--loglevel=http'];
  await runStep({
    title: 'installing dependencies (npm ci)',
    ...(npm ? { command: process.execPath, args: [npm, ...args] } : { command: 'npm', args }),
    cwd: root,
  });
}

/**
 * Whether node_modules is of the lock file. npm writes down what it installed, as the last thing it does;
 * packages that are optional may be missing.
 *
 * @param {string} root - the repository
 */
export function areDependenciesInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return (
    Object.keys(installed).every((path) => path in wanted) &&
    Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
      const found = installed[path];
      if (path === '') return true;
      return found === undefined ? (optional ?? devOptional ?? false) : found.version === version;
    })
  );
}

/**
 * @param {string} path - of a lock file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
