import { expect } from 'chai';
import {
  angleOf,
  endAngleOf,
  freshnessOf,
} from '../../../../packages/player/browser/element/ring/ring-geometry.ts';

const DEGREE = Math.PI / 180;

describe('the ring', () => {
  it('gives every tenth segment the same place, 36 degrees from the next', () => {
    expect(angleOf(1_234_560.25)).to.equal(angleOf(0.25));
    expect((angleOf(3) - angleOf(2)) / DEGREE).to.be.closeTo(36, 1e-9);
  });

  it('begins at noon, clockwise, half a gap aside', () => {
    expect(angleOf(0) / DEGREE).to.be.closeTo(-90 + 1.8, 1e-9);
    expect(angleOf(0.5) / DEGREE).to.be.closeTo(-90 + 18, 1e-9);
  });

  it('ends a segment before the gap, and begins the next after it', () => {
    expect((angleOf(5) - endAngleOf(5)) / DEGREE).to.be.closeTo(3.6, 1e-9);
    expect(endAngleOf(4.5)).to.equal(angleOf(4.5));
  });

  it('fades from the live edge to where a position leaves the ring', () => {
    expect([freshnessOf(20, 20), freshnessOf(15, 20), freshnessOf(5, 20)]).to.deep.equal([1, 0.5, 0]);
  });
});
