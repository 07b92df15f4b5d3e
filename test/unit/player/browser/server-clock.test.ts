import { expect } from 'chai';
import { lessonOf } from '../../../../packages/player/browser/station/server-clock.ts';

describe('lessonOf', () => {
  it('takes the exchange with the shortest round trip, and the middle of it', () => {
    const exchanges = [
      { sentAtMs: 0, receivedAtMs: 100, serverTimeMs: 5_090 },
      { sentAtMs: 200, receivedAtMs: 210, serverTimeMs: 5_205 },
      { sentAtMs: 300, receivedAtMs: 340, serverTimeMs: 5_301 },
    ];
    expect(lessonOf(exchanges)).to.deep.equal({ offsetMs: 5_000, roundTripMs: 10 });
  });

  it('knows nothing without an exchange', () => expect(lessonOf([])).to.equal(undefined));
});
