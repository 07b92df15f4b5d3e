/** How loud sound is (EBU R 128), in LUFS; undefined where there is nothing but silence. */
export interface Loudness {
  /** Of the last 400 ms. */
  readonly momentaryLufs?: number;
  /** Of the last 3 s. */
  readonly shortTermLufs?: number;
  /** Of everything since the last reset, without its pauses. */
  readonly integratedLufs?: number;
}

const STEP_MS = 100;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;
const OFFSET_LU = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const BINS_PER_LU = 10;
const BINS = 80 * BINS_PER_LU;

/** The two filters of ITU-R BS.1770-4 as analogue ones, so that they can be made for any sample rate. */
const SHELF = { frequencyHz: 1_681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 };
const SHELF_EXPONENT = 0.4996667741545416;
const HIGH_PASS = { frequencyHz: 38.13547087602444, q: 0.5003270373238773 };

/** Measures loudness as ITU-R BS.1770-4 says: K-weighted power, gated. Mono counts twice: it is heard on both sides. */
export class LoudnessMeter {
  #sampleRateHz = 0;
  #channels: [Biquad, Biquad][] = [];
  #stepFrames = 0;
  #stepEnergy = 0;
  /** Power of the last steps, the newest last. */
  #powers: number[] = [];
  readonly #counts = new Uint32Array(BINS);
  readonly #sums = new Float64Array(BINS);

  get loudness(): Loudness {
    const momentary = lufsOf(this.#meanOf(MOMENTARY_STEPS));
    const shortTerm = lufsOf(this.#meanOf(SHORT_TERM_STEPS));
    const integrated = this.#integratedLufs();
    return {
      ...(momentary !== undefined && { momentaryLufs: momentary }),
      ...(shortTerm !== undefined && { shortTermLufs: shortTerm }),
      ...(integrated !== undefined && { integratedLufs: integrated }),
    };
  }

  /** Begins the integrated loudness anew, as with a new broadcast. */
  reset(): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
  }

  /** Takes the sound that follows. */
  take(planes: readonly Float32Array[], sampleRateHz: number): void {
    if (sampleRateHz !== this.#sampleRateHz || planes.length !== this.#channels.length) {
      this.#sampleRateHz = sampleRateHz;
      this.#channels = planes.map(() => [shelfAt(sampleRateHz), highPassAt(sampleRateHz)]);
    }
    const stepFrames = Math.round((STEP_MS * sampleRateHz) / 1_000);
    const frames = planes[0]?.length ?? 0;
    const weight = planes.length === 1 ? 2 : 1;
    for (let from = 0; from < frames; ) {
      const to = Math.min(frames, from + Math.max(1, stepFrames - this.#stepFrames));
      for (const [index, plane] of planes.entries())
        this.#stepEnergy += weight * this.#energyOf(index, plane.subarray(from, to));
      this.#stepFrames += to - from;
      if (this.#stepFrames >= stepFrames) this.#endStep();
      from = to;
    }
  }

  #energyOf(channel: number, plane: Float32Array): number {
    const filters = this.#channels[channel];
    if (filters === undefined) return 0;
    const [shelf, highPass] = filters;
    let energy = 0;
    for (let index = 0; index < plane.length; index++) {
      const weighted = highPass.filter(shelf.filter(plane[index] as number));
      energy += weighted * weighted;
    }
    return energy;
  }

  #endStep(): void {
    this.#powers.push(this.#stepEnergy / this.#stepFrames);
    if (this.#powers.length > SHORT_TERM_STEPS) this.#powers.shift();
    this.#stepEnergy = 0;
    this.#stepFrames = 0;
    if (this.#powers.length >= MOMENTARY_STEPS) this.#count(this.#meanOf(MOMENTARY_STEPS));
  }

  #count(power: number): void {
    const lufs = lufsOf(power);
    if (lufs === undefined || lufs < ABSOLUTE_GATE_LUFS) return;
    const bin = Math.min(BINS - 1, Math.floor((lufs - ABSOLUTE_GATE_LUFS) * BINS_PER_LU));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#sums[bin] = (this.#sums[bin] ?? 0) + power;
  }

  #integratedLufs(): number | undefined {
    const ungated = lufsOf(this.#meanFrom(0));
    if (ungated === undefined) return undefined;
    const gateLu = ungated + RELATIVE_GATE_LU - ABSOLUTE_GATE_LUFS;
    return lufsOf(this.#meanFrom(Math.max(0, Math.ceil(gateLu * BINS_PER_LU))));
  }

  #meanFrom(firstBin: number): number {
    let [count, sum] = [0, 0];
    for (let bin = firstBin; bin < BINS; bin++) {
      count += this.#counts[bin] ?? 0;
      sum += this.#sums[bin] ?? 0;
    }
    return count === 0 ? 0 : sum / count;
  }

  #meanOf(steps: number): number {
    const powers = this.#powers.slice(-steps);
    return powers.length === 0 ? 0 : powers.reduce((sum, power) => sum + power, 0) / powers.length;
  }
}

interface Coefficients {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

class Biquad {
  readonly #b: Coefficients['b'];
  readonly #a: Coefficients['a'];
  #z1 = 0;
  #z2 = 0;

  constructor({ b, a }: Coefficients) {
    this.#b = b;
    this.#a = a;
  }

  filter(input: number): number {
    const output = this.#b[0] * input + this.#z1;
    this.#z1 = this.#b[1] * input - this.#a[0] * output + this.#z2;
    this.#z2 = this.#b[2] * input - this.#a[1] * output;
    return output;
  }
}

function shelfAt(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * SHELF.frequencyHz) / sampleRateHz);
  const high = 10 ** (SHELF.gainDb / 20);
  const band = high ** SHELF_EXPONENT;
  const a0 = 1 + k / SHELF.q + k * k;
  return new Biquad({
    b: [
      (high + (band * k) / SHELF.q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / SHELF.q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / SHELF.q + k * k) / a0],
  });
}

function highPassAt(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * HIGH_PASS.frequencyHz) / sampleRateHz);
  const a0 = 1 + k / HIGH_PASS.q + k * k;
  return new Biquad({ b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / HIGH_PASS.q + k * k) / a0] });
}

/** A sine of 997 Hz at full scale in one channel is −3.01 LUFS. */
function lufsOf(power: number): number | undefined {
  return power > 0 ? OFFSET_LU + 10 * Math.log10(power) : undefined;
}
