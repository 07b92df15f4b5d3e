import type { StreamActivity } from './stream-activity.ts';

/** Counts the times the sound stopped for want of data, and how long it was away. */
export class StallLog {
  readonly #activity: StreamActivity;
  #count = 0;
  #endedMs = 0;
  #beganAtMs: number | undefined;

  constructor(activity: StreamActivity) {
    this.#activity = activity;
  }

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
    this.#activity.emit({ kind: 'stall-began', atMs: this.#beganAtMs });
  }

  /** The broadcast ended: what looked like a stall was its end. */
  cancel(): void {
    if (this.#beganAtMs === undefined) return;
    this.#count -= 1;
    this.#close();
  }

  /** Sound is back, or nobody waits for it any more. */
  end(): void {
    if (this.#beganAtMs === undefined) return;
    this.#endedMs += performance.now() - this.#beganAtMs;
    this.#close();
  }

  #close(): void {
    this.#beganAtMs = undefined;
    this.#activity.emit({ kind: 'stall-ended', atMs: performance.now() });
  }
}
