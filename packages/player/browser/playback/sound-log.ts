import type { StreamActivity } from './stream-activity.ts';

/** Whether there is sound; `silent` before the first of a broadcast, and of a stream loaded anew by wish. */
export type SoundState = 'silent' | 'sounding' | 'stalled' | 'paused';

/** Keeps whether there is sound, and counts the times it stopped for want of data and how long it was away. */
export class SoundLog {
  readonly #activity: StreamActivity;
  #state: SoundState = 'silent';
  #stallCount = 0;
  #endedMs = 0;
  #stalledAtMs: number | undefined;

  constructor(activity: StreamActivity) {
    this.#activity = activity;
  }

  get state(): SoundState {
    return this.#state;
  }

  /** Stalls so far, the present one included. */
  get stallCount(): number {
    return this.#stallCount;
  }

  /** Time lost to stalls so far, the present one included. */
  get stalledMs(): number {
    return this.#endedMs + (this.#stalledAtMs === undefined ? 0 : performance.now() - this.#stalledAtMs);
  }

  /** Sound comes out. */
  noteSound(): void {
    this.#state = 'sounding';
    this.#endStall();
  }

  /** The sound stopped for want of data. */
  noteStall(): void {
    this.#state = 'stalled';
    this.#stallCount += 1;
    this.#stalledAtMs = performance.now();
    this.#activity.emit({ kind: 'stall-began', atMs: this.#stalledAtMs });
  }

  /** The stream is loaded anew by wish: what silence follows is no stall. */
  noteReload(): void {
    this.#state = 'silent';
    this.#endStall();
  }

  /** Nobody waits for sound any more. */
  notePause(): void {
    if (this.#state !== 'silent') this.#state = 'paused';
    this.#endStall();
  }

  /** The broadcast ended: what looked like a stall was its end. */
  noteEnd(): void {
    this.#state = 'silent';
    if (this.#stalledAtMs === undefined) return;
    this.#stallCount -= 1;
    this.#closeStall();
  }

  #endStall(): void {
    if (this.#stalledAtMs === undefined) return;
    this.#endedMs += performance.now() - this.#stalledAtMs;
    this.#closeStall();
  }

  #closeStall(): void {
    this.#stalledAtMs = undefined;
    this.#activity.emit({ kind: 'stall-ended', atMs: performance.now() });
  }
}
