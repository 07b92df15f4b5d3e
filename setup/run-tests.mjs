// Runs the tests from source. Arguments go to mocha: `npm test -- --grep window`, `npm test -- test/unit/x.test.ts`.
// The last line is `N passed, N failed`, with `, N skipped` where any were.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEFAULT_TIMEOUT_MS = 20_000;
const SLOW_MS = 1_000;

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ringcast-tests-'));
const summaryPath = join(folder, 'summary.json');
const passedOn = process.argv.slice(2);
const namesFiles = passedOn.some((word) => word.endsWith('.test.ts'));

const { status } = spawnSync(
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
    ...passedOn,
    ...(namesFiles ? [] : ['test/**/*.test.ts']),
  ],
  { cwd: root, stdio: 'inherit' },
);

// Without a summary mocha did not come as far as running a test: a file that does not load.
const summary = existsSync(summaryPath)
  ? JSON.parse(readFileSync(summaryPath, 'utf8'))
  : { passed: 0, failed: 1, skipped: 0 };
rmSync(folder, { recursive: true });
if (status !== 0 && summary.failed === 0) summary.failed = 1;
const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
console.log(`${summary.passed} passed, ${summary.failed} failed${skipped}`);
process.exitCode = summary.failed === 0 ? 0 : 1;
