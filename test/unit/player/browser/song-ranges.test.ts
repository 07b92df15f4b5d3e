import { expect } from 'chai';
import { songAt, songRangesOf } from '../../../../packages/player/browser/playback/song-ranges.ts';

describe('songs of a playlist', () => {
  const range = (startMs: number, title?: string, kind = 'ringcast.song') => ({
    class: kind,
    startDate: new Date(startMs),
    attr: { 'X-TITLE': title },
  });
  const songs = songRangesOf({
    c: range(3_000),
    a: range(1_000, 'A'),
    x: range(1_500, 'An advertisement', 'com.apple.hls.interstitial'),
    b: range(2_000, 'B'),
  })!;

  it('are the date ranges of that class, in order', () => {
    expect(songs.map(({ title, startMs }) => [title, startMs])).to.deep.equal([
      ['A', 1_000],
      ['B', 2_000],
      [undefined, 3_000],
    ]);
    expect(songRangesOf(undefined)).to.equal(undefined);
  });

  it('are heard from their first sample to that of the next', () => {
    const heardAt = (dateMs: number) => {
      const { song, nextMs } = songAt(songs, dateMs);
      return [song?.title, nextMs];
    };
    expect(heardAt(999)).to.deep.equal([undefined, 1_000]);
    expect(heardAt(1_000)).to.deep.equal(['A', 2_000]);
    expect(heardAt(2_999.5)).to.deep.equal(['B', 3_000]);
    expect(heardAt(9_000)).to.deep.equal([undefined, undefined]);
  });
});
