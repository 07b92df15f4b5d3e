import type { StreamEvent } from '../../playback/stream-activity.ts';

/** How much of the past is kept. */
export const HISTORY_SPAN_MS = 120_000;

/** The figures of one moment; null where there was none. Times are by `performance.now()`. */
export interface HistorySample {
  readonly atMs: number;
  readonly latencyMs: number | null;
  readonly targetMs: number | null;
  readonly bufferedMs: number | null;
  readonly throughputBps: number | null;
  /** Nominal rate of the rendition that is heard. */
  readonly bitrateBps: number | null;
}

/** A time without sound; `endedAtMs` is undefined while it lasts. */
export interface StallSpan {
  readonly beganAtMs: number;
  endedAtMs: number | undefined;
}

/** The last two minutes of a stream, for the plots. */
export class ActivityHistory {
  #samples: HistorySample[] = [];
  #stalls: StallSpan[] = [];
  #switchesAtMs: number[] = [];

  /** Oldest first. */
  get samples(): readonly HistorySample[] {
    return this.#samples;
  }

  /** Times without sound, oldest first. */
  get stalls(): readonly StallSpan[] {
    return this.#stalls;
  }

  /** When the quality changed. */
  get switchesAtMs(): readonly number[] {
    return this.#switchesAtMs;
  }

  /** Takes the figures of a moment in, and forgets what is older than {@link HISTORY_SPAN_MS} then. */
  add(sample: HistorySample): void {
    const fromMs = sample.atMs - HISTORY_SPAN_MS;
    this.#samples.push(sample);
    this.#samples = this.#samples.filter(({ atMs }) => atMs >= fromMs);
    this.#stalls = this.#stalls.filter(({ endedAtMs = sample.atMs }) => endedAtMs >= fromMs);
    this.#switchesAtMs = this.#switchesAtMs.filter((atMs) => atMs >= fromMs);
  }

  /** Takes in what happened. */
  note(event: StreamEvent): void {
    const open = this.#stalls.at(-1);
    if (event.kind === 'stall-began' && (open === undefined || open.endedAtMs !== undefined)) {
      this.#stalls.push({ beganAtMs: event.atMs, endedAtMs: undefined });
    }
    if (event.kind === 'stall-ended' && open !== undefined) open.endedAtMs ??= event.atMs;
    if (event.kind === 'began' && open !== undefined) open.endedAtMs ??= event.atMs;
    if (event.kind === 'switched' && event.from !== undefined) this.#switchesAtMs.push(event.atMs);
  }
}
