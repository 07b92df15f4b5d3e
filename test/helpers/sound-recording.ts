const SAMPLE_RATE_HZ = 48_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** A stretch of recorded sound, one channel. */
export interface RecordedChunk {
  readonly sound: Float32Array;
  readonly sampleRateHz: number;
  /** When its last sample was at the place of recording, in ms since the Unix epoch. */
  readonly endedAtMs: number;
}

/** How times are known. */
export interface SoundRecordingOptions {
  /**
   * Times that are noted late at times, but never early, are taken from the most punctual chunk as near as this,
   * in ms; 0 where they are exact.
   */
  readonly neighbourhoodMs: number;
}

/** Sound as it came by somewhere, and when. At 48 kHz, whatever it was recorded at. */
export class SoundRecording {
  readonly #chunks: Float32Array[] = [];
  readonly #ends: { sample: number; atMs: number }[] = [];
  readonly #neighbourhoodSamples: number;
  #samples = 0;

  constructor({ neighbourhoodMs }: SoundRecordingOptions) {
    this.#neighbourhoodSamples = neighbourhoodMs * SAMPLES_PER_MS;
  }

  /** Adds what came next. */
  add({ sound, sampleRateHz, endedAtMs }: RecordedChunk): void {
    const chunk = sampleRateHz === SAMPLE_RATE_HZ ? sound : resample(sound, sampleRateHz);
    this.#chunks.push(chunk);
    this.#samples += chunk.length;
    this.#ends.push({ sample: this.#samples, atMs: endedAtMs });
  }

  /** Samples so far. */
  get samples(): number {
    return this.#samples;
  }

  /** The whole recording. */
  get sound(): Float32Array {
    return this.soundFrom(0);
  }

  /** What was recorded from a sample on. */
  soundFrom(sample: number): Float32Array {
    const sound = new Float32Array(Math.max(0, this.#samples - sample));
    let end = this.#samples;
    for (const chunk of this.#chunks.toReversed()) {
      if (end <= sample) break;
      const start = end - chunk.length;
      const rest = chunk.subarray(Math.max(0, sample - start));
      sound.set(rest, end - rest.length - sample);
      end = start;
    }
    return sound;
  }

  /** When a sample was at the place of recording, in ms since the Unix epoch. */
  timeMsOf(sample: number): number {
    const own = this.#ends.find((end) => end.sample > sample);
    const starts = this.#ends
      .filter((end) => end === own || Math.abs(end.sample - sample) < this.#neighbourhoodSamples)
      .map((end) => end.atMs - end.sample / SAMPLES_PER_MS);
    return Math.min(...starts) + sample / SAMPLES_PER_MS;
  }

  /** The longest time that is missing between two chunks, in ms: the recorded device left something out. */
  get longestSkipMs(): number {
    const skips = this.#ends.slice(1).map((end, index) => {
      const before = this.#ends[index] ?? end;
      return end.atMs - before.atMs - (end.sample - before.sample) / SAMPLES_PER_MS;
    });
    return Math.max(0, ...skips);
  }
}

/** Linear interpolation, good enough to find markers. */
function resample(sound: Float32Array, sampleRateHz: number): Float32Array {
  const step = sampleRateHz / SAMPLE_RATE_HZ;
  return Float32Array.from({ length: Math.round(sound.length / step) }, (_, index) => {
    const at = Math.min(index * step, sound.length - 1);
    const before = Math.floor(at);
    const left = sound[before] ?? 0;
    return left + ((sound[before + 1] ?? left) - left) * (at - before);
  });
}
