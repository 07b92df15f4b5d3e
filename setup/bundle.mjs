// Bundles what runs in browsers: packages/*/browser/NAME-entry.ts to packages/*/dist/browser/NAME.js, each worker
// and worklet an entry of its own, and copies packages/*/browser/static beside them. And bundles the program, to
// packages/server/dist/bundle: nine hundred modules take twice as long to load, and a restart is a pause for listeners.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const ENTRY = /-entry\.ts$/;
const WORKLET = /-worklet-entry\.ts$/;
const VERSION_LENGTH = 12;
const packagesFolder = join(import.meta.dirname, '..', 'packages');
/**
 * They look for files of their own beside themselves; Redis is loaded where it is wanted, and of what raw-body brings
 * for other character sets nothing.
 */
const UNBUNDLED = [
  '@redis/client',
  'bufferutil',
  'fluent-ffmpeg',
  'opusscript',
  'pino',
  'pino-pretty',
  'raw-body',
];
/** Koa asks of every body whether it is one, which none is; for the question Node would load its fetch, of 10 MB. */
const NEVER_ASKED_FOR = { Response: 'Blob' };

for (const name of readdirSync(packagesFolder)) {
  const source = join(packagesFolder, name, 'browser');
  if (existsSync(source)) await bundlePages(source, join(packagesFolder, name, 'dist', 'browser'));
}
await bundleProgram(join(packagesFolder, 'server/src/main.ts'), join(packagesFolder, 'server/dist/bundle'));

/**
 * @param {string} source - a package's `browser` folder
 * @param {string} target - emptied first
 */
async function bundlePages(source, target) {
  rmSync(target, { recursive: true, force: true });
  const entries = readdirSync(source).filter((name) => ENTRY.test(name));
  const worklets = entries.filter((name) => WORKLET.test(name));
  await bundleEntries(worklets, { source, target, define: {} });
  // A page names the version of a worklet, so that a browser may keep it, and have it while there is no network.
  const text = worklets.map((name) => readFileSync(join(target, name.replace(ENTRY, '.js')))).join('');
  const version = createHash('sha256').update(text).digest('hex').slice(0, VERSION_LENGTH);
  const pages = entries.filter((name) => !WORKLET.test(name));
  await bundleEntries(pages, { source, target, define: { WORKLET_VERSION: JSON.stringify(version) } });
  const files = join(source, 'static');
  if (existsSync(files)) cpSync(files, target, { recursive: true });
}

/**
 * @param {readonly string[]} names - of files in `source`
 * @param {{ source: string, target: string, define: Record<string, string> }} options
 */
async function bundleEntries(names, { source, target, define }) {
  await build({
    entryPoints: names.map((name) => ({ in: join(source, name), out: name.replace(ENTRY, '') })),
    outdir: target,
    define,
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
}

/**
 * @param {string} entry
 * @param {string} target - emptied first
 */
async function bundleProgram(entry, target) {
  rmSync(target, { recursive: true, force: true });
  await build({
    entryPoints: [entry],
    outdir: target,
    bundle: true,
    // A command loads no more than it needs.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    external: UNBUNDLED,
    define: NEVER_ASKED_FOR,
    // Libraries of the older kind call it.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [placesOfModules(target)],
    logLevel: 'warning',
  });
}

/**
 * Lets each of our modules know where it was before it was bundled, for the files that it finds by that.
 *
 * @param {string} target
 * @returns {import('esbuild').Plugin}
 */
function placesOfModules(target) {
  return {
    name: 'places of modules',
    setup(bundling) {
      bundling.onLoad({ filter: /[\\/]packages[\\/][\w-]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const place = `new URL(${JSON.stringify(relative(target, path))}, import.meta.url).href`;
        return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', place), loader: 'ts' };
      });
    },
  };
}
