/** `01:02:03`: a running clock. */
export function clockText(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
