import { expect } from 'chai';
import { nowPlayingOf, stationTitleOf } from '../../../../packages/player/browser/element/now-playing.ts';

describe('stationTitleOf', () => {
  it("is the name in the source's words, where there is one", () => {
    expect(stationTitleOf({ information: { name: 'Radio Nord' } })).to.equal('Radio Nord');
    for (const state of [undefined, { information: null }, { information: { name: 7 } }]) {
      expect(stationTitleOf(state)).to.equal(undefined);
    }
  });
});

describe('nowPlayingOf', () => {
  const rows: [string, unknown, ReturnType<typeof nowPlayingOf>][] = [
    ['nobody said', { nowPlaying: null }, undefined],
    ['no state', undefined, undefined],
    ['a text', { nowPlaying: ' Blue in Green ' }, { title: 'Blue in Green', artist: undefined }],
    [
      'title and artist',
      { nowPlaying: { title: 'Blue in Green', artist: 'Bill Evans' } },
      { title: 'Blue in Green', artist: 'Bill Evans' },
    ],
    ['an empty artist', { nowPlaying: { title: 'News', artist: '' } }, { title: 'News', artist: undefined }],
    ['no title', { nowPlaying: { artist: 'Bill Evans' } }, undefined],
    ['something else', { nowPlaying: [7] }, undefined],
  ];
  for (const [name, state, expected] of rows) {
    it(name, () => expect(nowPlayingOf(state)).to.deep.equal(expected));
  }

  it('cuts what is too long to show', () => {
    expect(nowPlayingOf({ nowPlaying: 'a'.repeat(5_000) })?.title).to.have.length(200);
  });
});
