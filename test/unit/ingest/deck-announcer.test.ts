import { expect } from 'chai';
import { DeckAnnouncer } from '../../../packages/ingest/browser/programme/deck-announcer.ts';
import type { Song } from '../../../packages/ingest/browser/programme/station-client.ts';
import type { DeckTrack } from '../../../packages/ingest/browser/sources/file-deck.ts';
import type { BroadcastState } from '../../../packages/ingest/browser/studio/broadcast-state.ts';

const ON_AIR: BroadcastState = { state: { name: 'live' } };
const STANDING_BY: BroadcastState = {
  state: { name: 'live' },
  notice: { type: 'notice', code: 'standing-by', message: 'You stand by.' },
};
const LOST: BroadcastState = {
  state: {
    name: 'reconnecting',
    attempt: 1,
    retryAtMs: 0,
    problem: { code: 'connection-lost', message: 'lost' },
  },
};
const REFUSED: BroadcastState = {
  state: { name: 'refused', code: 'station-busy', message: 'Station "main" is on air.' },
};
const ONE: DeckTrack = { id: '1', name: 'one.mp3', facts: { durationMs: 1, title: 'One', artist: 'A' } };
const ONE_SAID: Song = { title: 'One', artist: 'A' };

describe('DeckAnnouncer', () => {
  let said: (Song | undefined)[];
  let before: (Song | undefined)[];
  let announcer: DeckAnnouncer;

  beforeEach(() => {
    said = [];
    before = [];
    announcer = new DeckAnnouncer((song, saidBefore) => {
      said.push(song);
      before.push(saidBefore);
    });
  });

  it('says each title once, as soon as it is known, and that nothing plays at the end', () => {
    announcer.update(ON_AIR, undefined);
    announcer.update(ON_AIR, { id: '1', name: 'one.mp3' });
    announcer.update(ON_AIR, ONE);
    announcer.update(ON_AIR, ONE);
    announcer.update(ON_AIR, { id: '2', name: 'Two.live.wav', facts: { durationMs: 1 } });
    announcer.update(ON_AIR, undefined);
    expect(said).to.deep.equal([ONE_SAID, { title: 'Two.live', artist: null }, undefined]);
  });

  it('says nothing while another source is on air, and the title when it takes over', () => {
    announcer.update(STANDING_BY, ONE);
    expect(said).to.deep.equal([]);
    announcer.update(ON_AIR, ONE);
    expect(said).to.deep.equal([ONE_SAID]);
  });

  it('says the title again where it took over after it had been on air before', () => {
    announcer.update(ON_AIR, ONE);
    announcer.update(STANDING_BY, ONE);
    announcer.update(ON_AIR, ONE);
    expect(said).to.deep.equal([ONE_SAID, ONE_SAID]);
  });

  it('takes nothing back at the end of its broadcast: another may have begun', () => {
    announcer.update(ON_AIR, ONE);
    announcer.update(LOST, ONE);
    announcer.update(REFUSED, ONE);
    expect(said).to.deep.equal([ONE_SAID]);
    announcer.update(ON_AIR, ONE);
    expect(said).to.deep.equal([ONE_SAID, ONE_SAID]);
  });

  it('says after a lost connection again what plays, and what it said before, for the broadcast may have ended', () => {
    announcer.update(ON_AIR, ONE);
    announcer.update(LOST, ONE);
    announcer.update(ON_AIR, ONE);
    announcer.update(ON_AIR, ONE);
    expect(said).to.deep.equal([ONE_SAID, ONE_SAID]);
    expect(before).to.deep.equal([undefined, ONE_SAID]);
  });

  it('takes back what ended while the connection was lost', () => {
    announcer.update(ON_AIR, ONE);
    announcer.update(LOST, undefined);
    announcer.update(ON_AIR, undefined);
    expect(said).to.deep.equal([ONE_SAID, undefined]);
  });
});
