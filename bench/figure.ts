/** One row of the bench: what was measured, what it must reach, what it reached. */
export interface Figure {
  readonly what: string;
  /** The bar as people read it: `p95 ≤ 10 ms`. */
  readonly bar: string;
  /** The figure as people read it, with what it was made of. */
  readonly reached: string;
  readonly isReached: boolean;
}

/** How a measurement is made. */
export interface MeasurementOptions {
  /** Shortened for development, which makes its figures worth less. */
  readonly isQuick: boolean;
  /** How often, where the measurement is made of several runs; undefined leaves it to the measurement. */
  readonly runs: number | undefined;
}

/** A measurement of the bench; it may fill several rows. */
export interface Measurement {
  /** What it is called on the command line. */
  readonly name: string;
  /** Runs it. */
  run(options: MeasurementOptions): Promise<readonly Figure[]>;
}

/** The value below which a share of the values lies, by the nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const rising = values.toSorted((a, b) => a - b);
  return rising[Math.max(0, Math.ceil(share * rising.length) - 1)] ?? Number.NaN;
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Faults as a table says them. */
export function saidOf(faults: readonly string[]): string {
  return faults.length === 0 ? 'faultless' : faults.join('; ');
}
