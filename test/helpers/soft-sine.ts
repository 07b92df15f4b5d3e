import { fullScaleSine } from './timeline-run.ts';

/** The level (root mean square) of {@link softSine}. */
export const SOFT_LEVEL = 10_000 / Math.SQRT2;

/** A sine of 1 kHz at a level that leaves room. */
export function softSine(fromSample: number, samples: number): Buffer {
  const pcm = fullScaleSine(samples, fromSample);
  for (let i = 0; i < pcm.length; i += 2)
    pcm.writeInt16LE(Math.round((pcm.readInt16LE(i) * 10_000) / 32_767), i);
  return pcm;
}

/** The least and the greatest level (root mean square) of any 4 ms. */
export function extremeLevels(pcm: Buffer): [number, number] {
  const levels = Array.from({ length: Math.floor(pcm.length / 4 / 192) }, (_, block) => {
    const squares = Array.from({ length: 192 }, (__, i) => pcm.readInt16LE((block * 192 + i) * 4) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / 192);
  });
  return [Math.min(...levels), Math.max(...levels)];
}

/** By how much some PCM differs from the original at most, between two samples. */
export function greatestError(
  pcm: Buffer,
  original: (fromSample: number, samples: number) => Buffer,
  { from, to }: { from: number; to: number },
): number {
  const expected = original(from, to - from);
  let greatest = 0;
  for (let i = 0; i < to - from; i++) {
    const error = pcm.readInt16LE((from + i) * 4) - expected.readInt16LE(i * 4);
    greatest = Math.max(greatest, Math.abs(error));
  }
  return greatest;
}
