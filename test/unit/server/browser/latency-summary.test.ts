import { expect } from 'chai';
import { boundOfShare, sumOf } from '../../../../packages/server/browser/element/latency-summary.ts';

describe('a summary of delays', () => {
  const buckets = [
    { upToSeconds: 0.5, count: 2 },
    { upToSeconds: 1, count: 6 },
    { upToSeconds: 2, count: 1 },
    { upToSeconds: null, count: 1 },
  ];

  it('says within what a share of the listeners is', () => {
    expect(boundOfShare(buckets, 0.5)).to.equal(1);
    expect(boundOfShare(buckets, 0.9)).to.equal(2);
    expect(boundOfShare(buckets, 0.95)).to.equal(undefined);
    expect(boundOfShare([], 0.5)).to.equal(undefined);
  });

  it('takes stations together', () => {
    expect(sumOf([buckets, buckets]).map(({ count }) => count)).to.deep.equal([4, 12, 2, 2]);
    expect(sumOf([])).to.deep.equal([]);
  });
});
