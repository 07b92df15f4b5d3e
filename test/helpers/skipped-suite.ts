/**
 * In a `before` hook: skips the suite's tests with the reason. Where `CI=true` and this process is root, which may do
 * everything, it throws instead.
 */
export function skipSuite(hook: Mocha.Context, reason: string): never {
  if (process.env['CI'] === 'true' && process.getuid?.() === 0) {
    throw new Error(`${reason}, and with CI=true root skips no test`);
  }
  const suite: (Mocha.Suite & { skipReason?: string }) | undefined = hook.test?.parent;
  if (suite) suite.skipReason = reason;
  return hook.skip();
}
