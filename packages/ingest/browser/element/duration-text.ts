/** `1:02:03`, hours only where there are any: a running clock. */
export function clockText(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `2.4 s`, or `75 s` from ten seconds on: how much is waiting. */
export function secondsText(durationMs: number): string {
  const seconds = durationMs / 1_000;
  return `${seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds))} s`;
}
