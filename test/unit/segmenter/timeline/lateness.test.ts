import { expect } from 'chai';
import { Lateness } from '../../../../packages/segmenter/src/timeline/lateness.ts';

const BLOCK_MS = 40;
const SECONDS_LATE = 10 * 48_000;

describe('Lateness', () => {
  /** Whether a source is told to stay late: blocks in the order they come, each with its lateness. */
  function isToldLate(blocks: readonly { atMs: number; lateSamples: number }[]): boolean {
    const lateness = new Lateness();
    return blocks.some(({ atMs, lateSamples }) => lateness.note(lateSamples, atMs));
  }

  function row(fromMs: number, count: number, samplesOf: (index: number) => number) {
    return Array.from({ length: count }, (_, index) => {
      return { atMs: fromMs + index * BLOCK_MS, lateSamples: samplesOf(index) };
    });
  }

  it('tells of a source that comes as late for 2 s', () => {
    expect(isToldLate(row(0, 60, () => SECONDS_LATE))).to.equal(true);
  });

  it('lets a source catch up', () => {
    expect(isToldLate(row(0, 200, (index) => SECONDS_LATE - index * BLOCK_MS * 24))).to.equal(false);
  });

  it('does not count the time in which the network was away', () => {
    const before = row(0, 10, () => SECONDS_LATE);
    const after = row(10_000, 10, () => SECONDS_LATE + 10_000 * 48);
    expect(isToldLate([...before, ...after])).to.equal(false);
  });
});
