import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../grid.ts';
import { GatedLoudness } from './gated-loudness.ts';
import { KWeighting } from './k-weighting.ts';
import { loudnessOf, type Loudness } from './loudness.ts';

/** The blocks of 400 ms overlap by three quarters. */
const STEP_MS = 100;
const STEP_SAMPLES = (SAMPLE_RATE_HZ * STEP_MS) / 1_000;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;
/** Peaks of so many steps are kept, a window of ten segments. */
const PEAK_STEPS = 192;
const FULL_SCALE = 32_768;

/** Measures 48 kHz stereo PCM by EBU R 128. Costs a millisecond for a second of sound. */
export class LoudnessMeter {
  readonly #left = new KWeighting();
  readonly #right = new KWeighting();
  readonly #integrated = new GatedLoudness();
  /** Power of each of the last steps, the newest last. */
  readonly #powers: number[] = [];
  readonly #peaks: number[] = [];
  #stepSamples = 0;
  #energy = 0;
  #peak = 0;

  /** Takes the samples that follow. */
  take(pcm: Buffer): void {
    const samples = samplesOf(pcm);
    const frames = samples.length / 2;
    for (let from = 0; from < frames; ) {
      const to = Math.min(frames, from + STEP_SAMPLES - this.#stepSamples);
      this.#measure(samples, from, to);
      this.#stepSamples += to - from;
      if (this.#stepSamples === STEP_SAMPLES) this.#endStep();
      from = to;
    }
  }

  /**
   * How loud it is.
   *
   * @param idleMs for how long nothing has followed what was taken last, which counts as silence
   */
  loudnessAfter(idleMs: number): Loudness {
    const peak = Math.max(0, ...this.peaksAfter(idleMs).slice(-MOMENTARY_STEPS));
    const powers = withSilence(this.#powers, { idleMs, most: SHORT_TERM_STEPS });
    return {
      momentaryLufs: loudnessOf(meanOf(powers.slice(-MOMENTARY_STEPS))),
      shortTermLufs: loudnessOf(meanOf(powers)),
      integratedLufs: this.#integrated.lufs,
      peakDbfs: peak > 0 ? 20 * Math.log10(peak) : undefined,
    };
  }

  /**
   * The highest sample of each of the last steps of 100 ms, 0 to 1, the newest last; of 19.2 s at most.
   *
   * @param idleMs as in {@link loudnessAfter}
   */
  peaksAfter(idleMs: number): readonly number[] {
    return withSilence(this.#peaks, { idleMs, most: PEAK_STEPS });
  }

  #measure(samples: Int16Array, from: number, to: number): void {
    this.#energy += this.#left.energyOf(samples, { offset: 0, from, to });
    this.#energy += this.#right.energyOf(samples, { offset: 1, from, to });
    let peak = this.#peak;
    for (let at = 2 * from; at < 2 * to; at += 1) {
      const value = Math.abs(samples[at] ?? 0);
      if (value > peak) peak = value;
    }
    this.#peak = peak;
  }

  #endStep(): void {
    keep(this.#powers, this.#energy / STEP_SAMPLES, SHORT_TERM_STEPS);
    keep(this.#peaks, this.#peak / FULL_SCALE, PEAK_STEPS);
    if (this.#powers.length >= MOMENTARY_STEPS)
      this.#integrated.add(meanOf(this.#powers.slice(-MOMENTARY_STEPS)));
    this.#stepSamples = 0;
    this.#energy = 0;
    this.#peak = 0;
  }
}

function meanOf(powers: readonly number[]): number {
  return powers.length === 0 ? 0 : powers.reduce((sum, power) => sum + power, 0) / powers.length;
}

/** The last of some steps once so many of silence have followed. */
function withSilence(
  steps: readonly number[],
  { idleMs, most }: { idleMs: number; most: number },
): readonly number[] {
  const silentSteps = Math.min(most, Math.floor(idleMs / STEP_MS));
  return silentSteps === 0 ? steps : [...steps, ...Array<number>(silentSteps).fill(0)].slice(-most);
}

function keep(values: number[], value: number, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}

function samplesOf(pcm: Buffer): Int16Array {
  const isAligned = pcm.byteOffset % Int16Array.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset, length } = isAligned ? pcm : new Uint8Array(pcm);
  return new Int16Array(buffer, byteOffset, (length / BYTES_PER_SAMPLE) * 2);
}
