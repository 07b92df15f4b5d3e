/** Time that never steps, in ms since the Unix epoch, with a fraction. */
export function steadyNowMs(): number {
  return performance.timeOrigin + performance.now();
}
