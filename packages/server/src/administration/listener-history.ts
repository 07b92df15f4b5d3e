/** How many listened at one moment, by station. */
export interface ListenerPoint {
  /** In ms since the Unix epoch. */
  readonly atMs: number;
  readonly listeners: Readonly<Record<string, number>>;
}

const STEP_MS = 10_000;
/** Two hours. */
const KEPT_POINTS = 720;

/** How many listened over the last two hours, a point each 10 s. Pure: time comes in as an argument. */
export class ListenerHistory {
  readonly #points: ListenerPoint[] = [];

  /** Oldest first. */
  get points(): readonly ListenerPoint[] {
    return this.#points;
  }

  /** Takes the figures of this moment, where 10 s have passed since the last that were kept. */
  note(listeners: Readonly<Record<string, number>>, nowMs: number): void {
    const last = this.#points.at(-1);
    if (last && nowMs - last.atMs < STEP_MS) return;
    this.#points.push({ atMs: nowMs, listeners });
    if (this.#points.length > KEPT_POINTS) this.#points.shift();
  }
}
