const SAMPLE_RATE_HZ = 48_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** A chunk that was noted late says less about the time than its neighbours that were not. */
const NEIGHBOURHOOD_MS = 2_000;

/** A stretch of recorded sound, one channel. */
export interface RecordedChunk {
  readonly sound: Float32Array;
  readonly sampleRateHz: number;
  /** When its last sample was at the place of recording, in ms since the Unix epoch; may be noted late, not early. */
  readonly endedAtMs: number;
}

/** Sound as it came by somewhere, and when. At 48 kHz, whatever it was recorded at. */
export class SoundRecording {
  readonly #chunks: Float32Array[] = [];
  readonly #ends: { sample: number; atMs: number }[] = [];
  #samples = 0;

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
    const sound = new Float32Array(this.#samples);
    let offset = 0;
    for (const chunk of this.#chunks) {
      sound.set(chunk, offset);
      offset += chunk.length;
    }
    return sound;
  }

  /** When a sample was at the place of recording, in ms since the Unix epoch. */
  timeMsOf(sample: number): number {
    const near = NEIGHBOURHOOD_MS * SAMPLES_PER_MS;
    const starts = this.#ends
      .filter((end) => Math.abs(end.sample - sample) <= near)
      .map((end) => end.atMs - end.sample / SAMPLES_PER_MS);
    return Math.min(...starts) + sample / SAMPLES_PER_MS;
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
