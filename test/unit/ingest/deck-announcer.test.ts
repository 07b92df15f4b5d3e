import { expect } from 'chai';
import { DeckAnnouncer } from '../../../packages/ingest/browser/programme/deck-announcer.ts';
import type { Song } from '../../../packages/ingest/browser/programme/station-client.ts';

describe('DeckAnnouncer', () => {
  it('says each title once, as soon as it is known, and that nothing plays at the end', () => {
    const said: (Song | undefined)[] = [];
    const announcer = new DeckAnnouncer((song) => said.push(song));
    announcer.update(undefined);
    announcer.update({ id: '1', name: 'one.mp3' });
    const one = { id: '1', name: 'one.mp3', facts: { durationMs: 1, title: 'One', artist: 'A' } };
    announcer.update(one);
    announcer.update(one);
    announcer.update({ id: '2', name: 'Two.live.wav', facts: { durationMs: 1 } });
    announcer.update(undefined);
    expect(said).to.deep.equal([
      { title: 'One', artist: 'A' },
      { title: 'Two.live', artist: null },
      undefined,
    ]);
  });
});
