// Runs the tests from source. Arguments go to mocha: `npm test -- --grep window`, `npm test -- test/unit/x.test.ts`;
// a folder stands for all tests in it.
// The last line is `N passed, N failed`, with `, N skipped` where any were.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEFAULT_TIMEOUT_MS = 20_000;
const SLOW_MS = 1_000;
const ALL = ['test/**/*.test.ts'];
/**
 * Row after row. Those of a row run side by side: they wait more than they work, and take about as long as each other.
 * What browsers do, and whether a fault is heard, needs the machine for itself.
 */
const ROWS = [
  [
    ['test/integration/[a-i]*.test.ts'],
    ['test/unit/**/*.test.ts', 'test/integration/{[j-z],tooling/}*.test.ts'],
  ],
  [['test/{browser,faults}/**/*.test.ts']],
];

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ringcast-tests-'));
const passedOn = process.argv.slice(2).map((word) => (isFolder(word) ? `${word}/**/*.test.ts` : word));
const namesFiles = passedOn.some((word) => word.endsWith('.test.ts'));
const rows = passedOn.length === 0 ? ROWS : [[[...passedOn, ...(namesFiles ? [] : ALL)]]];

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [first = [], ...others] of rows) {
  const beside = others.map((words) => run(words, 'pipe'));
  addUp(await run(first, 'inherit'));
  for (const other of beside) addUp(await other);
}
rmSync(folder, { recursive: true });
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * Runs tests with a mocha of their own.
 *
 * @param {readonly string[]} words - for mocha: files, and what was passed on
 * @param {'inherit' | 'pipe'} output - whether what comes of them is said as it comes, or kept
 * @returns {Promise<{ passed: number, failed: number, skipped: number, output: string }>}
 */
async function run(words, output) {
  const summaryPath = join(folder, `${randomUUID()}.json`);
  const child = spawn(
    process.execPath,
    [
      '--import=tsx',
      '--conditions=source',
      '--enable-source-maps',
      join(root, 'node_modules/mocha/bin/mocha.js'),
      `--reporter=${join(root, 'setup/summary-reporter.mjs')}`,
      `--reporter-option=summary=${summaryPath}`,
      `--timeout=${DEFAULT_TIMEOUT_MS}`,
      `--slow=${SLOW_MS}`,
      ...(process.env['CI'] === 'true' ? ['--forbid-only'] : []),
      ...words,
    ],
    { cwd: root, stdio: ['inherit', output, output] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
  const [status] = await once(child, 'close');
  // Without a summary mocha did not come as far as running a test: a file that does not load.
  const summary = existsSync(summaryPath)
    ? JSON.parse(readFileSync(summaryPath, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  if (status !== 0 && summary.failed === 0) summary.failed = 1;
  return { ...summary, output: said };
}

/** @param {string} path */
function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @param {Awaited<ReturnType<typeof run>>} outcome */
function addUp({ passed, failed, skipped, output }) {
  process.stdout.write(output);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
