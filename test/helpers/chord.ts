import { expect } from 'chai';
import { channelOf, findSound } from './tone.ts';

const VOICES = 24;
const PIECE_SAMPLES = 2_400;
/** How far around its place a piece is looked for. */
const SEARCH_SAMPLES = 200;

/** A chord that takes a second to come round, so that no place in it is like its neighbours. */
export function chordAt(seconds: number): number {
  let value = 0;
  for (let voice = 1; voice <= VOICES; voice++) {
    value += Math.sin(2 * Math.PI * (150 * voice + 37 * ((voice * voice) % 11)) * seconds + voice ** 3);
  }
  return (0.6 / VOICES) * value;
}

/** Where the chord must be found in 48 kHz stereo PCM. */
export interface ChordPlaces {
  /** Beginnings of pieces, counted from the chord's own. */
  readonly startSamples: readonly number[];
  /** How much later the sound comes. Default 0. */
  readonly delaySamples?: number;
  /** How far off a piece may be. Default 1. */
  readonly toleranceSamples?: number;
}

/** Finds pieces of the chord where they belong, in shape as well as in time. */
export function expectChord(
  pcm: Buffer,
  { startSamples, delaySamples = 0, toleranceSamples = 1 }: ChordPlaces,
): void {
  const recording = channelOf(pcm, 0);
  for (const start of startSamples) {
    const piece = Float64Array.from({ length: PIECE_SAMPLES }, (_, index) =>
      chordAt((start + index) / 48_000),
    );
    const expected = Math.round(start + delaySamples);
    const around = { from: Math.max(0, expected - SEARCH_SAMPLES), to: expected + SEARCH_SAMPLES };
    const { at, likeness } = findSound(recording, piece, around);
    expect(at).to.be.closeTo(expected, toleranceSamples);
    expect(likeness).to.be.above(0.99);
  }
}
