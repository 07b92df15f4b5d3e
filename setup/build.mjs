import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './step.mjs';

/** What a build is made of, besides the sources of each package. */
const SHARED_INPUTS = ['tsconfig.json', 'package-lock.json', 'setup/bundle.mjs'];
/** The last thing that is built. */
const PROGRAM = 'packages/server/dist/bundle/main.js';
const PACKAGE_INPUTS = ['package.json', 'tsconfig.json', 'src', 'browser'];

/**
 * Compiles the packages and bundles the pages, unless the build is of the sources as they are.
 *
 * @param {string} root - the repository
 */
export async function ensureBuild(root) {
  const fingerprintPath = join(root, 'node_modules', '.cache', 'ringcast', 'build-fingerprint');
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  // Taken before the build: what changes meanwhile is built the next time.
  const fingerprint = fingerprintOf([
    ...SHARED_INPUTS.map((path) => join(root, path)),
    ...packages.flatMap((folder) => PACKAGE_INPUTS.map((path) => join(folder, path))),
  ]);
  const isBuilt =
    packages.every((folder) => existsSync(join(folder, 'dist'))) && existsSync(join(root, PROGRAM));
  if (isBuilt && existsSync(fingerprintPath) && readFileSync(fingerprintPath, 'utf8') === fingerprint) return;
  await runStep({
    title: 'compiling',
    command: process.execPath,
    args: [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/server'],
    cwd: root,
  });
  await runStep({
    title: 'bundling',
    command: process.execPath,
    args: [join(root, 'setup/bundle.mjs')],
    cwd: root,
  });
  mkdirSync(dirname(fingerprintPath), { recursive: true });
  writeFileSync(fingerprintPath, fingerprint);
}

/**
 * A hash that changes when a file is changed, added or removed. It looks at times and sizes, not at content.
 *
 * @param {readonly string[]} paths - files and folders; those that do not exist count as such
 */
function fingerprintOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesUnder)) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
}
