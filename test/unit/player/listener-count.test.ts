import { expect } from 'chai';
import { ListenerCount } from '../../../packages/player/src/origin/listener-count.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';

describe('ListenerCount', () => {
  it('counts each client once, as long as it keeps coming', () => {
    const clock = new ManualClock();
    const listeners = new ListenerCount(clock, 6_000);
    listeners.note('a', 'aac-96');
    listeners.note('b', 'flac');
    listeners.note('a', 'aac-96');
    expect(listeners.count()).to.equal(2);
    clock.advance(4_000);
    listeners.note('a', 'aac-96');
    clock.advance(4_000);
    expect(listeners.count()).to.equal(1);
    clock.advance(4_000);
    expect(listeners.count()).to.equal(0);
  });

  it('counts each client at the rendition that it asked for last', () => {
    const listeners = new ListenerCount(new ManualClock(), 6_000);
    listeners.note('a', 'aac-48');
    listeners.note('b', 'flac');
    listeners.note('a', 'aac-96');
    expect([...listeners.countByRendition()]).to.deep.equal([
      ['aac-96', 1],
      ['flac', 1],
    ]);
  });

  it('stays bounded when every request pretends to be someone else', () => {
    const listeners = new ListenerCount(new ManualClock(), 6_000);
    for (let i = 0; i < 60_000; i += 1) listeners.note(`client ${i}`, 'aac-96');
    expect(listeners.count()).to.equal(50_000);
  });
});
