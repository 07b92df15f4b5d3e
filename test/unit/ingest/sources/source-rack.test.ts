import { expect } from 'chai';
import { SourceRack } from '../../../../packages/ingest/browser/sources/source-rack.ts';

/** Takes a deck's files, and decodes none. */
class IdleDecoder {
  postMessage(): void {}
  terminate(): void {}
}

describe('SourceRack', () => {
  let rack: SourceRack;

  beforeEach(() => {
    Reflect.set(globalThis, 'Worker', IdleDecoder);
    rack = new SourceRack({ onChange: () => {}, onOrder: () => {} });
    rack.addFiles([new File([], 'one.mp3')]);
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'Worker');
  });

  it('has files to go live with before they play, and counts them as heard while they do', () => {
    expect(rack).to.include({ hasSound: true, hasOthers: true, hasAudibleOthers: false });
    rack.playDeck('files-1', true);
    expect(rack.hasAudibleOthers).to.equal(true);
    rack.playDeck('files-1', false);
    expect(rack.hasAudibleOthers).to.equal(false);
  });

  it('counts files as heard no more after the last of them', () => {
    rack.playDeck('files-1', true);
    rack.update({ 'files-1': { peaks: [], deck: { isPlaying: true, overCount: 1, playedMs: 0 } } });
    expect(rack).to.include({ hasSound: true, hasAudibleOthers: false });
  });
});
