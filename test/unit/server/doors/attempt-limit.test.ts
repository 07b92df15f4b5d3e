import { expect } from 'chai';
import { AttemptLimit } from '../../../../packages/server/src/doors/attempt-limit.ts';

const WINDOW_MS = 60_000;

describe('AttemptLimit', () => {
  let nowMs: number;
  let limit: AttemptLimit;

  beforeEach(() => {
    nowMs = 1_000;
    limit = new AttemptLimit({ maxWrongKeys: 3, windowMs: WINDOW_MS, nowMs: () => nowMs });
  });

  function guess(address: string, ...keys: string[]): void {
    for (const key of keys) limit.noteWrong(address, key);
  }

  it('lets an address try until it was wrong too often, and again once that is forgotten', () => {
    guess('192.0.2.1', 'a', 'b');
    expect(limit.waitMs('192.0.2.1', 'd')).to.equal(0);
    nowMs += 10_000;
    guess('192.0.2.1', 'c');
    expect(limit.waitMs('192.0.2.1', 'd')).to.equal(WINDOW_MS - 10_000);
    expect(limit.waitMs('192.0.2.2', 'd')).to.equal(0);
    nowMs += WINDOW_MS - 10_000 + 1;
    expect(limit.waitMs('192.0.2.1', 'd')).to.equal(0);
  });

  it('counts the same wrong key once, however often it comes', () => {
    guess('192.0.2.1', ...Array<string>(100).fill('a'));
    expect(limit.waitMs('192.0.2.1', 'd')).to.equal(0);
  });

  it('takes the addresses of one customer for one', () => {
    guess('2001:db8:1:2::1', 'a');
    guess('2001:db8:1:2:ffff::7', 'b');
    guess('2001:db8:1:2:1:2:3:4', 'c');
    expect(limit.waitMs('2001:db8:1:2::9', 'd')).to.be.above(0);
    expect(limit.waitMs('2001:db8:1:3::1', 'd')).to.equal(0);
  });

  it('takes an IPv4 address for the same in its IPv6 form', () => {
    guess('::ffff:192.0.2.1', 'a', 'b', 'c');
    expect(limit.waitMs('192.0.2.1', 'd')).to.be.above(0);
    expect(limit.waitMs('::ffff:192.0.2.2', 'd')).to.equal(0);
  });

  it('lets a key through that was right from that address, and from no other', () => {
    limit.noteRight('192.0.2.1', 'right');
    guess('192.0.2.1', 'a', 'b', 'c');
    guess('192.0.2.2', 'a', 'b', 'c');
    expect(limit.waitMs('192.0.2.1', 'right')).to.equal(0);
    expect(limit.waitMs('192.0.2.2', 'right')).to.be.above(0);
  });
});
