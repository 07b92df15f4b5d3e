import { loudnessOf } from './loudness.ts';

/** EBU R 128 counts nothing that is softer. */
const ABSOLUTE_GATE_LUFS = -70;
/** Nor what is softer by more than this than what remains. */
const RELATIVE_GATE_LU = -10;
const BINS_PER_LU = 10;
const BINS = 100 * BINS_PER_LU;

/** Integrated loudness (ITU-R BS.1770-4 annex 1) of any length in constant memory: blocks are kept by tenths of a LU. */
export class GatedLoudness {
  readonly #counts = new Uint32Array(BINS);
  readonly #powers = new Float64Array(BINS);

  /** Takes the power of the next 400 ms. */
  add(power: number): void {
    const lufs = loudnessOf(power);
    if (lufs === undefined || lufs < ABSOLUTE_GATE_LUFS) return;
    const bin = Math.min(BINS - 1, Math.floor((lufs - ABSOLUTE_GATE_LUFS) * BINS_PER_LU));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#powers[bin] = (this.#powers[bin] ?? 0) + power;
  }

  /** In LUFS; undefined while nothing was loud enough to count. */
  get lufs(): number | undefined {
    const ungated = loudnessOf(this.#meanFrom(0));
    if (ungated === undefined) return undefined;
    const gateLu = ungated + RELATIVE_GATE_LU - ABSOLUTE_GATE_LUFS;
    return loudnessOf(this.#meanFrom(Math.max(0, Math.ceil(gateLu * BINS_PER_LU))));
  }

  #meanFrom(firstBin: number): number {
    let [count, power] = [0, 0];
    for (let bin = firstBin; bin < BINS; bin += 1) {
      count += this.#counts[bin] ?? 0;
      power += this.#powers[bin] ?? 0;
    }
    return count === 0 ? 0 : power / count;
  }
}
