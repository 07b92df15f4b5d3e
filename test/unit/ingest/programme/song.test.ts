import { expect } from 'chai';
import { songOf, songOfLine } from '../../../../packages/ingest/src/programme/song.ts';

describe('song', () => {
  const lines: [string, ReturnType<typeof songOfLine>][] = [
    ['Artist - Title', { artist: 'Artist', title: 'Title' }],
    ['Artist – Title - Live', { artist: 'Artist', title: 'Title - Live' }],
    ['Half-Life', { artist: null, title: 'Half-Life' }],
    [' - Title', { artist: null, title: 'Title' }],
    ['Artist - ', { artist: null, title: 'Artist' }],
    [' \u0000 ', undefined],
    ['', undefined],
  ];
  for (const [line, expected] of lines) {
    it(`of ${JSON.stringify(line)}`, () => expect(songOfLine(line)).to.deep.equal(expected));
  }

  it('of fields, cleaned and cut', () => {
    expect(songOf({ title: 'a\nb', artist: 'x'.repeat(10_000) })).to.deep.equal({
      title: 'a b',
      artist: `${'x'.repeat(199)}…`,
    });
    expect(songOf({ artist: 'only' })).to.deep.equal({ title: 'only', artist: null });
    expect(songOf({})).to.equal(undefined);
  });
});
