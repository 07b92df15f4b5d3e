import type { SampleQueue } from './sample-queue.ts';

/** Zero crossings of the sinc on each side. */
const CROSSINGS = 32;
const STEPS_PER_CROSSING = 512;
/** Of the Kaiser window: what is folded back stays some 90 dB below. */
const KAISER_BETA = 9;
/** Where the filter lies below the lower of the two rates' limits. */
const CUTOFF = 0.97;
const KERNEL = makeKernel();

/**
 * Reads sound from a queue at any pace, which may change with each call without a step: band-limited interpolation
 * (J. O. Smith, "Digital Audio Resampling Home Page"), a windowed sinc around each place that is read.
 */
export class Resampler {
  readonly #queue: SampleQueue;
  /** Where in the queue the next sample is read. */
  #position = 0;

  constructor(queue: SampleQueue) {
    this.#queue = queue;
  }

  /** Where the next sample is read, in frames from the front of the queue. */
  get position(): number {
    return this.#position;
  }

  set position(position: number) {
    this.#position = position;
  }

  /** How many frames can be read at this pace; all of them where the queue is complete, silence follows then. */
  framesReady(pace: number, { isComplete }: { isComplete: boolean } = { isComplete: false }): number {
    const ahead = isComplete || this.#isPlain(pace) ? 0 : Math.ceil(reachOf(pace));
    const last = this.#queue.frames - 1 - ahead;
    return last < this.#position ? 0 : Math.floor((last - this.#position) / pace) + 1;
  }

  /**
   * Reads sound into the beginning of `planes`, and lets go of what no later sample needs.
   *
   * @param pace frames of the queue a frame read: its rate divided by the wanted one
   */
  read(planes: readonly Float32Array[], { frames, pace }: { frames: number; pace: number }): void {
    const isPlain = this.#isPlain(pace);
    for (const [channel, plane] of planes.entries()) {
      const source = this.#queue.view(Math.min(channel, this.#queue.channels - 1));
      if (isPlain) plane.set(source.subarray(this.#position, this.#position + frames));
      else interpolate(source, plane, { frames, pace, from: this.#position });
    }
    this.#position += frames * pace;
    const past = Math.max(0, Math.floor(this.#position) - Math.ceil(reachOf(pace)) - 1);
    this.#queue.discard(past);
    this.#position -= past;
  }

  /** At the same pace and between no two frames, sound comes out as it is. */
  #isPlain(pace: number): boolean {
    return pace === 1 && Number.isInteger(this.#position);
  }
}

function interpolate(
  source: Float32Array,
  target: Float32Array,
  { frames, pace, from }: { frames: number; pace: number; from: number },
): void {
  const cutoff = cutoffOf(pace);
  const reach = reachOf(pace);
  for (let frame = 0; frame < frames; frame++) {
    const place = from + frame * pace;
    const first = Math.max(0, Math.ceil(place - reach));
    const last = Math.min(source.length - 1, Math.floor(place + reach));
    let sum = 0;
    for (let index = first; index <= last; index++) {
      const step = Math.abs(place - index) * cutoff * STEPS_PER_CROSSING;
      const below = Math.floor(step);
      const lower = KERNEL[below] as number;
      sum += (source[index] as number) * (lower + (step - below) * ((KERNEL[below + 1] as number) - lower));
    }
    target[frame] = sum * cutoff;
  }
}

function cutoffOf(pace: number): number {
  return CUTOFF * Math.min(1, 1 / pace);
}

/** How many frames on each side of a place count. */
function reachOf(pace: number): number {
  return CROSSINGS / cutoffOf(pace);
}

function makeKernel(): Float64Array {
  const length = CROSSINGS * STEPS_PER_CROSSING;
  return Float64Array.from({ length: length + 2 }, (_, step) => {
    if (step >= length) return 0;
    const x = (Math.PI * step) / STEPS_PER_CROSSING;
    const window = besselI0(KAISER_BETA * Math.sqrt(1 - (step / length) ** 2)) / besselI0(KAISER_BETA);
    return (step === 0 ? 1 : Math.sin(x) / x) * window;
  });
}

function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
