import { expect } from 'chai';
import { retryDelayMs } from '../../../../packages/player/browser/station/retry-delay.ts';

describe('retryDelayMs', () => {
  it('grows from half a second to five seconds', () => {
    const delaysMs = [0, 1, 2, 3, 4, 5, 50].map((attempt) => Math.round(retryDelayMs(attempt, 0.5)));
    expect(delaysMs).to.deep.equal([500, 800, 1_280, 2_048, 3_277, 5_000, 5_000]);
  });

  it('is spread by a quarter to both sides', () => {
    expect(retryDelayMs(50, 0)).to.equal(3_750);
    expect(retryDelayMs(50, 0.999)).to.be.closeTo(6_250, 10);
  });
});
