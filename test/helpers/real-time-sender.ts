import { setTimeout } from 'node:timers/promises';
import type { StationRun } from './station-run.ts';

const BLOCK_SAMPLES = 960;
const BLOCK_MS = 20;

/** Sends a run's sound at the pace of the machine's clock, as a sound card would, and notes when parts come. */
export class RealTimeSender {
  /** When each publication came, in ms of the machine's monotonic clock. */
  readonly publishedAtMs: number[] = [];
  readonly #run: StationRun;

  constructor(run: StationRun) {
    this.#run = run;
    run.station.subscribe(() => this.publishedAtMs.push(performance.now()));
  }

  /** Sends so much, each block when it is over. */
  async send(durationMs: number): Promise<void> {
    const startedAtMs = performance.now();
    for (let sentMs = 0; sentMs < durationMs; sentMs += BLOCK_MS) {
      await setTimeout(Math.max(0, startedAtMs + sentMs + BLOCK_MS - performance.now()));
      this.#run.sendAtOnce(BLOCK_SAMPLES);
    }
  }

  /** How long each publication came after the one before, in ms. */
  get stepsMs(): number[] {
    return this.publishedAtMs.slice(1).map((atMs, i) => atMs - (this.publishedAtMs[i] ?? 0));
  }
}
