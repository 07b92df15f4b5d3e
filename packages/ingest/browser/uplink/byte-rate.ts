const WINDOW_MS = 2_000;

/** Turns a growing count of bytes into bits per second over the last 2 s. */
export class ByteRate {
  readonly #readings: { atMs: number; bytes: number }[] = [];

  /** Takes a reading and returns the rate. */
  measure(bytes: number, nowMs: number): number {
    this.#readings.push({ atMs: nowMs, bytes });
    while ((this.#readings[1]?.atMs ?? nowMs) <= nowMs - WINDOW_MS) this.#readings.shift();
    const oldest = this.#readings[0];
    if (oldest === undefined || oldest.atMs === nowMs) return 0;
    return Math.max(0, ((bytes - oldest.bytes) * 8_000) / (nowMs - oldest.atMs));
  }
}
