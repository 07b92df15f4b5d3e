// Runs the tests from source. Arguments go to mocha: `npm test -- --grep window`, `npm test -- test/unit/x.test.ts`;
// a folder stands for all tests in it.
// What failed is named again at the end. The last line is `N passed, N failed`, with `, N skipped` where any were.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const DEFAULT_TIMEOUT_MS = 20_000;
const SLOW_MS = 1_000;
const ALL = 'test/**/*.test.ts';
const HALF = 'test/integration/[c-i]*.test.ts';
const PAGES = 'test/pages/*.test.ts';
const HALF_OF_PAGES = 'test/pages/{[a-c],listener-page-[ap]}*.test.ts';
/** What is heard in browsers, and of faults, needs the machine for itself. */
const ALONE = 'test/{browser,faults}/**/*.test.ts';
/**
 * Row after row. Those of a row run side by side: they wait more than they work, and take about as long as each other.
 */
const ROWS = [
  [[HALF], [ALL, `--ignore=${HALF}`, `--ignore=${PAGES}`, `--ignore=${ALONE}`]],
  [[HALF_OF_PAGES], [PAGES, `--ignore=${HALF_OF_PAGES}`]],
  [[ALONE]],
];
const PATTERN_OPTIONS = ['-g', '--grep', '-f', '--fgrep'];

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ringcast-tests-'));
const words = process.argv.slice(2);
const passedOn = words.map((word, index) => {
  const isPattern = PATTERN_OPTIONS.includes(words[index - 1] ?? '');
  return !isPattern && isFolder(resolve(root, word)) ? `${word}/**/*.test.ts` : word;
});
const namesFiles = passedOn.some((word) => word.endsWith('.test.ts'));
const rows = passedOn.length === 0 ? ROWS : [[[...passedOn, ...(namesFiles ? [] : [ALL])]]];

const total = { passed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];
/** @type {Set<{ child: import('node:child_process').ChildProcess, kept: string }>} */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => giveUp(signal));
for (const [first = [], ...others] of rows) {
  const beside = others.map((mochaWords) => run(mochaWords, 'pipe'));
  addUp(await run(first, 'inherit'));
  for (const other of beside) addUp(await other);
}
rmSync(folder, { recursive: true });
if (failures.length > 0) console.log(['What failed, again:', ...failures, ''].join('\n\n'));
console.log(
  `${total.passed} passed, ${failures.length} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

/**
 * Runs tests with a mocha of their own.
 *
 * @param {readonly string[]} mochaWords - files, and what was passed on
 * @param {'inherit' | 'pipe'} output - whether what comes of them is said as it comes, or kept
 * @returns {Promise<{ passed: number, skipped: number, failures: string[], kept: string }>}
 */
async function run(mochaWords, output) {
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
      ...mochaWords,
    ],
    { cwd: root, stdio: ['inherit', output, output] },
  );
  const outcome = { child, kept: '' };
  running.add(outcome);
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (outcome.kept += text));
  const [status] = await once(child, 'close');
  running.delete(outcome);
  // Without a summary mocha did not come as far as running a test: a file that does not load.
  const summary = existsSync(summaryPath)
    ? JSON.parse(readFileSync(summaryPath, 'utf8'))
    : { passed: 0, skipped: 0, failures: [`${mochaWords.join(' ')}: no test ran`] };
  if (status !== 0 && summary.failures.length === 0)
    summary.failures.push(`${mochaWords.join(' ')}: ended with ${status}`);
  return { ...summary, kept: outcome.kept };
}

/** @param {Awaited<ReturnType<typeof run>>} outcome */
function addUp({ passed, skipped, failures: ofRun, kept }) {
  process.stdout.write(kept);
  failures.push(...ofRun);
  total.passed += passed;
  total.skipped += skipped;
}

/**
 * Ends with what runs, and says what is known by then.
 *
 * @param {NodeJS.Signals} signal
 */
function giveUp(signal) {
  for (const { child, kept } of running) {
    child.kill(signal);
    process.stdout.write(kept);
  }
  rmSync(folder, { recursive: true });
  process.kill(process.pid, signal);
}

/** @param {string} path */
function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
