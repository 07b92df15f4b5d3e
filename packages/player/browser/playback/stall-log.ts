/** Counts the times the sound stopped for want of data, and how long it was away. */
export class StallLog {
  #count = 0;
  #endedMs = 0;
  #beganAtMs: number | undefined;

  /** Stalls so far, the present one included. */
  get count(): number {
    return this.#count;
  }

  /** Time lost to stalls so far, the present one included. */
  get stalledMs(): number {
    return this.#endedMs + (this.#beganAtMs === undefined ? 0 : performance.now() - this.#beganAtMs);
  }

  /** The sound stopped; once more during a stall changes nothing. */
  begin(): void {
    if (this.#beganAtMs !== undefined) return;
    this.#count += 1;
    this.#beganAtMs = performance.now();
  }

  /** The broadcast ended: what looked like a stall was its end. */
  cancel(): void {
    if (this.#beganAtMs !== undefined) this.#count -= 1;
    this.#beganAtMs = undefined;
  }

  /** Sound is back, or nobody waits for it any more. */
  end(): void {
    if (this.#beganAtMs !== undefined) this.#endedMs += performance.now() - this.#beganAtMs;
    this.#beganAtMs = undefined;
  }
}
