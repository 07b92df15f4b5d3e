import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import {
  nowPlayingOf,
  NowPlayingWatch,
  stationTitleOf,
} from '../../../../packages/player/browser/element/now-playing.ts';

describe('NowPlayingWatch', () => {
  it('forgets what played when the broadcast is over, and keeps the title of the station', async () => {
    const state = { nowPlaying: 'Blue in Green', information: { name: 'Radio Nord' } };
    const server = createServer((_, response) => void response.end(JSON.stringify(state)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const stateUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    let onChange = (): void => {};
    const watch = new NowPlayingWatch({ stateUrl, onChange: () => onChange(), isSeldom: () => true });
    const changed = new Promise<void>((resolve) => (onChange = resolve));
    watch.start();
    await changed;
    expect(watch.current?.title).to.equal('Blue in Green');
    watch.forget();
    expect(watch.current).to.equal(undefined);
    expect(watch.stationTitle).to.equal('Radio Nord');
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
});

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
