import { setTimeout } from 'node:timers/promises';
import { median, type MeasurementOptions } from './figure.ts';

/** How often a listener's row is run. */
const RUNS = 5;

/** Several runs of one measurement. */
export class RepeatedRuns<Result extends object> {
  readonly #results: readonly Result[];
  readonly #failures: readonly string[];

  constructor(results: readonly Result[], failures: readonly string[]) {
    this.#results = results;
    this.#failures = failures;
  }

  /** `median of 5 runs`, and what went wrong in those that failed. */
  get told(): string {
    const { length } = this.#results;
    const runs = length === 1 ? 'one run' : `median of ${length} runs`;
    return [runs, ...this.#failures.map((failure) => `one failed: ${failure}`)].join('; ');
  }

  /** The same runs, seen otherwise. */
  map<Other extends object>(see: (result: Result) => Other): RepeatedRuns<Other> {
    return new RepeatedRuns(this.#results.map(see), this.#failures);
  }

  /** The middle value; a run that failed counts as one that never got there. */
  middle(valueOf: (result: Result) => number): number {
    return median(this.#values(valueOf));
  }

  /** `420 (410–455)`: the middle value, and the least and the greatest where they differ. */
  spread(valueOf: (result: Result) => number, digits = 0): string {
    const rising = this.#values(valueOf).toSorted((a, b) => a - b);
    const tell = (value = Number.NaN): string => (value === Infinity ? '∞' : value.toFixed(digits));
    const [middle, least, greatest] = [tell(median(rising)), tell(rising[0]), tell(rising.at(-1))];
    return least === greatest ? middle : `${middle} (${least}–${greatest})`;
  }

  #values(valueOf: (result: Result) => number): number[] {
    return [...this.#results.map(valueOf), ...this.#failures.map(() => Number.POSITIVE_INFINITY)];
  }
}

/** Runs something {@link RUNS} times, one after the other; once where it is to be quick. */
export async function repeat<Result extends object>(
  options: MeasurementOptions,
  act: () => Promise<Result>,
): Promise<RepeatedRuns<Result>> {
  const ended: PromiseSettledResult<Result>[] = [];
  for (let left = runsOf(options); left > 0; left -= 1) ended.push(...(await Promise.allSettled([act()])));
  return collect(ended);
}

/** Runs something {@link RUNS} times at once, where one run after the other would take an hour. */
export async function repeatAtOnce<Result extends object>(
  options: MeasurementOptions,
  act: () => Promise<Result>,
): Promise<RepeatedRuns<Result>> {
  return collect(await Promise.allSettled(Array.from({ length: runsOf(options) }, () => act())));
}

function runsOf({ isQuick, runs = isQuick ? 1 : RUNS }: MeasurementOptions): number {
  return runs;
}

function collect<Result extends object>(
  ended: readonly PromiseSettledResult<Result>[],
): RepeatedRuns<Result> {
  return new RepeatedRuns(
    ended.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : [])),
    ended.flatMap((run) => (run.status === 'rejected' ? [firstLineOf(run.reason)] : [])),
  );
}

function firstLineOf(reason: unknown): string {
  return (reason instanceof Error ? reason.message : String(reason)).split('\n')[0] ?? '';
}

/** Rejects when something takes longer than `limitMs`, so that a run that hangs costs no more than itself. */
export async function within<Result>(limitMs: number, act: () => Promise<Result>): Promise<Result> {
  const ended = new AbortController();
  const late = setTimeout(limitMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`took longer than ${limitMs / 1_000} s`);
  });
  try {
    return await Promise.race([act(), late]);
  } finally {
    ended.abort();
    late.catch(() => {});
  }
}
