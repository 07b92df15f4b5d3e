import { expect } from 'chai';
import { stateOf } from '../../../../packages/server/browser/element/station-view.ts';

describe('the card of a station', () => {
  const source = { kind: 'push', isAttached: true, silentMs: 0 };
  const onAir = { isElsewhere: false, isOnAir: true, source, loudness: { shortTermLufs: -23 } };

  it('says how it is in a word', () => {
    expect(stateOf(onAir)).to.equal('onAir');
    expect(stateOf({ ...onAir, loudness: { shortTermLufs: -70 } })).to.equal('silent');
    expect(stateOf({ ...onAir, source: { ...source, isAttached: false } })).to.equal('lost');
    expect(stateOf({ ...onAir, isOnAir: false })).to.equal('offAir');
  });

  it('claims nothing of a station that another machine has', () => {
    const elsewhere = { isElsewhere: true, source: null, loudness: null };
    expect(stateOf({ ...elsewhere, isOnAir: true })).to.equal('onOtherMachine');
    expect(stateOf({ ...elsewhere, isOnAir: false })).to.equal('onOtherMachine');
  });
});
