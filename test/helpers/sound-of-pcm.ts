const BYTES_PER_SAMPLE = 4;
const FULL_SCALE = 32_768;

/** The left channel of stereo s16le PCM as numbers; full scale is 1. */
export function soundOfPcm(pcm: Buffer): Float32Array {
  return Float32Array.from(
    { length: Math.floor(pcm.length / BYTES_PER_SAMPLE) },
    (_, sample) => pcm.readInt16LE(sample * BYTES_PER_SAMPLE) / FULL_SCALE,
  );
}
