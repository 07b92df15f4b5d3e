import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = mocha.Runner.constants;
const LINGER_LIMIT_MS = 5_000;

/**
 * Mocha's spec report, then why tests were skipped. Counts one more failure where a test ends the process, and where
 * something keeps it up after the last test: a child process or socket that outlived its owner. The counts, and
 * what failed, go to the file named by the reporter option `summary`.
 */
export default class SummaryReporter extends mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** What no test says of itself, in words. */
    let fault = 'the run did not come to its end';
    /** @type {string[]} */
    const failures = [];
    /** @type {Map<string, number>} */
    const skippedByReason = new Map();
    runner.on(EVENT_TEST_PENDING, (test) => {
      const reason = skipReasonOf(test.parent) ?? 'marked as skipped';
      skippedByReason.set(reason, (skippedByReason.get(reason) ?? 0) + 1);
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failures.push(
        `${test.file ?? ''}\n  ${test.titlePath().join(' › ')}\n  ${String(error?.stack ?? error)}`,
      );
    });
    runner.once(EVENT_RUN_END, () => {
      fault = '';
      for (const [reason, count] of skippedByReason) console.log(`  ${count} skipped: ${reason}`);
      setTimeout(() => {
        const open = process.getActiveResourcesInfo().filter((kind) => !kind.startsWith('TTY'));
        fault = `still open ${LINGER_LIMIT_MS / 1_000} s after the last test: ${open.join(', ')}`;
        console.log(`\n  ${fault}`);
        process.exit(1);
      }, LINGER_LIMIT_MS).unref();
    });
    process.once('exit', () => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      if (fault) failures.push(fault);
      const summary = { passed: passes, skipped: pending, failures };
      writeFileSync(options.reporterOptions.summary, JSON.stringify(summary));
    });
  }
}

/**
 * @param {import('mocha').Suite | undefined} suite
 * @returns {string | undefined} what the nearest suite says
 */
function skipReasonOf(suite) {
  if (suite === undefined) return undefined;
  return /** @type {{ skipReason?: string }} */ (suite).skipReason ?? skipReasonOf(suite.parent);
}
