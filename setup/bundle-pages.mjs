// Bundles what runs in browsers: packages/*/browser/NAME-entry.ts to packages/*/dist/browser/NAME.js, each worker
// and worklet an entry of its own, and copies packages/*/browser/static beside them.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ENTRY = /-entry\.ts$/;
const packagesFolder = join(import.meta.dirname, '..', 'packages');

for (const name of readdirSync(packagesFolder)) {
  const source = join(packagesFolder, name, 'browser');
  if (existsSync(source)) await bundle(source, join(packagesFolder, name, 'dist', 'browser'));
}

/**
 * @param {string} source - a package's `browser` folder
 * @param {string} target - emptied first
 */
async function bundle(source, target) {
  rmSync(target, { recursive: true, force: true });
  const entries = readdirSync(source).filter((name) => ENTRY.test(name));
  await build({
    entryPoints: entries.map((name) => ({ in: join(source, name), out: name.replace(ENTRY, '') })),
    outdir: target,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
    minify: true,
    sourcemap: true,
    // The licences of bundled libraries ask to be kept.
    legalComments: 'eof',
    logLevel: 'warning',
  });
  const files = join(source, 'static');
  if (existsSync(files)) cpSync(files, target, { recursive: true });
}
