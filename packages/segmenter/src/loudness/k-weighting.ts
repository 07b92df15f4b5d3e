/** A second-order filter, `a0` being 1 (ITU-R BS.1770-4 annex 1, tables 1 and 2). */
const SHELF = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};
const HIGH_PASS = { a1: -1.99004745483398, a2: 0.99007225036621 };
/** Far below what 16 bits hold: what a filter has left of sound long gone. */
const NEGLIGIBLE = 1e-12;

/** The ear's weighting of one channel at 48 kHz: a high shelf, then a high pass. */
export class KWeighting {
  #s1 = 0;
  #s2 = 0;
  #h1 = 0;
  #h2 = 0;

  /** The sum of squares of what samples become; every second one is this channel's, from `offset` on. */
  energyOf(samples: Int16Array, { offset, from, to }: { offset: number; from: number; to: number }): number {
    let [s1, s2, h1, h2, energy] = [this.#s1, this.#s2, this.#h1, this.#h2, 0];
    for (let at = 2 * from + offset; at < 2 * to; at += 2) {
      const input = (samples[at] ?? 0) / 32_768;
      const shelved = SHELF.b0 * input + s1;
      s1 = SHELF.b1 * input - SHELF.a1 * shelved + s2;
      s2 = SHELF.b2 * input - SHELF.a2 * shelved;
      const output = shelved + h1;
      h1 = -2 * shelved - HIGH_PASS.a1 * output + h2;
      h2 = shelved - HIGH_PASS.a2 * output;
      energy += output * output;
    }
    [this.#s1, this.#s2, this.#h1, this.#h2] = [s1, s2, h1, h2].map(dropNegligible) as Quadruple;
    return energy;
  }
}

type Quadruple = [number, number, number, number];

/** Numbers that are almost too small to be kept make a processor a hundred times slower. */
function dropNegligible(value: number): number {
  return Math.abs(value) < NEGLIGIBLE ? 0 : value;
}
