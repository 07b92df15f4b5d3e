const BYTES_PER_FRAME = 4;

/**
 * Stereo s16le PCM in which every frame differs from every other: frame n holds 32 bits that are made of n alone, so
 * a sample that is lost, doubled or shifted is seen. It sounds like noise, so that FLAC has to store it as it is.
 *
 * @param firstFrame number of the first frame.
 */
export function numberedNoise(firstFrame: number, frames: number): Buffer {
  const pcm = Buffer.alloc(frames * BYTES_PER_FRAME);
  for (let i = 0; i < frames; i++) pcm.writeUInt32LE(scatter(firstFrame + i), i * BYTES_PER_FRAME);
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

/** A bijection of the 32-bit numbers (the finalizer of MurmurHash3). */
function scatter(n: number): number {
  let h = n >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
