import { expect } from 'chai';
import { numberedBlock as block, setUpSession as setUp, turn } from '../../helpers/session-stage.ts';

describe('Session, while its journal is being closed', () => {
  it('does not end, and breaks nothing off, where the last of it is on disk only then', async () => {
    const { session, store, feed, link, hasEnded } = setUp();
    store.holdUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 960 });
    await feed.until(() => feed.hasEnded);
    store.isClosing = true;
    store.release();
    await turn();
    expect(store.nextSample).to.equal(960);
    expect(store.records.map(({ type }) => type)).to.not.contain('end');
    expect(link.outcome).to.equal(undefined);
    expect(hasEnded()).to.equal(false);
  });
});
