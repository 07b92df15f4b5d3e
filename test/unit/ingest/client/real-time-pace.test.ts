import { expect } from 'chai';
import { RealTimePace } from '../../../../packages/ingest/src/client/real-time-pace.ts';

const RATE_HZ = 48_000;

describe('the pace of sound without a clock', () => {
  it('lets it through as fast as time goes by', () => {
    const pace = new RealTimePace(RATE_HZ);
    expect(pace.step(1_000)).to.deep.equal({ waitMs: 0, missingSamples: 0 });
    pace.count(960);
    expect(pace.step(1_005)).to.deep.equal({ waitMs: 15, missingSamples: 0 });
    pace.count(960);
    expect(pace.nextAtMs).to.equal(1_040);
  });

  it('lets a source that was late for a moment catch up', () => {
    const pace = new RealTimePace(RATE_HZ);
    pace.step(0);
    pace.count(960);
    expect(pace.step(400)).to.deep.equal({ waitMs: 0, missingSamples: 0 });
    pace.count(960);
    expect(pace.nextAtMs).to.equal(40);
  });

  it('counts the time that a source paused for as missing', () => {
    const pace = new RealTimePace(RATE_HZ);
    pace.step(0);
    pace.count(960);
    expect(pace.step(2_020)).to.deep.equal({ waitMs: 0, missingSamples: 2 * RATE_HZ });
    expect(pace.nextAtMs).to.equal(2_020);
  });
});
