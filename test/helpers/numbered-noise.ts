const BYTES_PER_FRAME = 4;
/** Other sound does not look like that many frames in a row. */
const MIN_RANGE_FRAMES = 48;

/**
 * Stereo s16le PCM in which every frame differs from every other and from silence: frame n holds 32 bits that are made
 * of n alone, so a sample that is lost, doubled or shifted is seen. It sounds like noise: FLAC has to store it as it is.
 *
 * @param firstFrame number of the first frame.
 */
export function numberedNoise(firstFrame: number, frames: number): Buffer {
  const pcm = Buffer.alloc(frames * BYTES_PER_FRAME);
  for (let i = 0; i < frames; i++) pcm.writeUInt32LE(scatter(firstFrame + i + 1), i * BYTES_PER_FRAME);
  return pcm;
}

/** Where two stretches of PCM differ first, in frames; undefined where they are the same. */
export function firstDifference(a: Buffer, b: Buffer): number | undefined {
  if (a.equals(b)) return undefined;
  const frames = Math.min(a.length, b.length) / BYTES_PER_FRAME;
  for (let i = 0; i < frames; i++) {
    if (a.readUInt32LE(i * BYTES_PER_FRAME) !== b.readUInt32LE(i * BYTES_PER_FRAME)) return i;
  }
  return frames;
}

/** Consecutive frames of numbered noise. */
export interface NoiseStretch {
  /** Number of the first frame. */
  readonly from: number;
  /** One past the number of the last. */
  readonly to: number;
  /** Where the first lies in the PCM, in frames. */
  readonly at: number;
}

/** Which frames of numbered noise some PCM holds: ranges of their numbers, in order; other sound is left out. */
export function noiseRanges(pcm: Buffer): [from: number, to: number][] {
  return noiseStretches(pcm).map(({ from, to }) => [from, to]);
}

/** Which frames of numbered noise some PCM holds, and where; other sound is left out. */
export function noiseStretches(pcm: Buffer): NoiseStretch[] {
  const stretches: NoiseStretch[] = [];
  let stretch = { from: -1, to: -1, at: 0 };
  const keep = (): void => {
    if (stretch.to - stretch.from >= MIN_RANGE_FRAMES) stretches.push(stretch);
  };
  for (let at = 0; at * BYTES_PER_FRAME < pcm.length; at++) {
    const number = gather(pcm.readUInt32LE(at * BYTES_PER_FRAME)) - 1;
    if (number === stretch.to) stretch.to += 1;
    else {
      keep();
      stretch = { from: number, to: number + 1, at };
    }
  }
  keep();
  return stretches;
}

/** A bijection of the 32-bit numbers (the finalizer of MurmurHash3). */
function scatter(n: number): number {
  let h = n >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The number that {@link scatter} made this of. */
function gather(scattered: number): number {
  let h = scattered;
  h = Math.imul(h ^ (h >>> 16), 0x7ed1b41d);
  h = Math.imul(h ^ (h >>> 13) ^ (h >>> 26), 0xa5cb9243);
  return (h ^ (h >>> 16)) >>> 0;
}
