import { renderMediaPlaylist, type SongRange } from '@ringcast/segmenter';
import { expect } from 'chai';
import {
  extendByHint,
  hintOf,
  mapOf,
  partsBeforeHint,
  twinOf,
  withoutParts,
} from '../../../../packages/player/browser/playback/derived-playlist.ts';
import { PlaylistMirror } from '../../../../packages/player/browser/playback/playlist-mirror.ts';
import { manifestOf, type ManifestModel } from '../../../helpers/manifest-model.ts';

const RENDITIONS = ['aac-48', 'aac-96', 'aac-256'];

/** What the server publishes. */
function published(model: ManifestModel, rendition = 'aac-96'): string {
  return renderMediaPlaylist(manifestOf({ renditions: RENDITIONS, ...model }), rendition);
}

/** A song that begins with a part. */
function songAt(msn: number, part: number): SongRange {
  const startSample = msn * 92_160 + part * 9_216;
  return { id: 'a', title: 'Title', artist: null, startSample, startMs: 1_763_640_000_000 };
}

describe('extendByHint', () => {
  for (const openParts of [1, 2, 5, 8]) {
    it(`tells after part ${openParts} what the server publishes`, () => {
      const text = published({ complete: 3, openParts });
      expect(extendByHint(text)).to.equal(published({ complete: 3, openParts: openParts + 1 }));
    });
  }

  it('completes a segment as the server does, its window aside', () => {
    const extended = extendByHint(published({ complete: 3, openParts: 9 })) ?? '';
    expect(hintOf(extended)).to.deep.equal(hintOf(published({ complete: 4 })));
    expect(extended).to.match(/#EXTINF:1\.920,\n103\.m4s\n#EXT-X-PRELOAD-HINT/);
  });

  it('takes a segment after one that was broken off for a whole one', () => {
    const model = { complete: 3, brokenOff: { 102: 4 }, discontinuities: [103] };
    const text = published({ ...model, openParts: 3 });
    expect(extendByHint(text)).to.equal(published({ ...model, openParts: 4 }));
    const extended = extendByHint(published({ ...model, openParts: 9 })) ?? '';
    expect(extended).to.match(/#EXTINF:1\.920,\n103\.m4s\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="104\.0\.m4s"/);
  });

  it('leaves the first part of a segment to the server, whose date it carries', () => {
    expect(extendByHint(published({ complete: 3 }))).to.equal(undefined);
  });
});

describe('partsBeforeHint', () => {
  it('are the last ones, over the end of a segment', () => {
    const text = published({ complete: 3, openParts: 2 });
    const parts = partsBeforeHint(text, 3).map(({ msn, part }) => `${msn}.${part}`);
    expect(parts).to.deep.equal(['102.9', '103.0', '103.1']);
    expect(hintOf(text)).to.deep.equal({ msn: 103, part: 2 });
  });

  it('are none where a playlist lists none', () => {
    expect(partsBeforeHint(withoutParts(published({ complete: 3, openParts: 2 })), 3)).to.deep.equal([]);
  });
});

describe('twinOf', () => {
  it('is the playlist of another rendition', () => {
    const other = published({ complete: 3, openParts: 4 }, 'aac-256');
    const twin = twinOf(published({ complete: 3, openParts: 4 }), 'aac-96', {
      rendition: 'aac-256',
      map: mapOf(other) ?? '',
    });
    expect(twin.split('\n').toSorted()).to.deep.equal(other.split('\n').toSorted());
  });
});

describe('withoutParts', () => {
  it('leaves whole segments', () => {
    const text = withoutParts(published({ complete: 2, openParts: 4 }));
    expect(text).not.to.include('PART');
    expect(text.match(/PROGRAM-DATE-TIME/g)).to.have.length(2);
    expect(text.trimEnd().endsWith('101.m4s')).to.equal(true);
    expect(text).to.include('CAN-BLOCK-RELOAD=YES');
  });

  it('leaves what plays, and dates only of what has a segment', () => {
    const text = withoutParts(
      published({ complete: 2, openParts: 4, songs: [songAt(101, 2), songAt(102, 1)] }),
    );
    expect(text.match(/PROGRAM-DATE-TIME/g)).to.have.length(2);
    expect(text.match(/DATERANGE/g)).to.have.length(2);
  });
});

describe('PlaylistMirror', () => {
  function mirrorOf(model: ManifestModel): PlaylistMirror {
    const mirror = new PlaylistMirror();
    mirror.take({ rendition: 'aac-96', text: published(model) });
    return mirror;
  }

  it('tells a playlist when the part that it waits for comes', async () => {
    const mirror = mirrorOf({ complete: 3, openParts: 4 });
    const told = mirror.tell('aac-96', { msn: 103, part: 4 });
    mirror.advance({ msn: 103, part: 4 });
    expect(await told).to.equal(published({ complete: 3, openParts: 5 }));
  });

  it('tells of two parts at once where there is time, but waits for none beyond the segment', async () => {
    const mirror = mirrorOf({ complete: 3, openParts: 4 });
    const told = mirror.tell('aac-96', { msn: 103, part: 4 }, true);
    mirror.advance({ msn: 103, part: 4 });
    await new Promise((resolve) => setImmediate(resolve));
    mirror.advance({ msn: 103, part: 5 });
    expect(await told).to.equal(published({ complete: 3, openParts: 6 }));
    for (const part of [6, 7, 8]) mirror.advance({ msn: 103, part });
    const last = mirror.tell('aac-96', { msn: 103, part: 9 }, true);
    mirror.advance({ msn: 103, part: 9 });
    expect(await last).to.contain('103.9.m4s');
  });

  it('keeps what plays as parts come, in every rendition', async () => {
    const songs = [songAt(103, 2)];
    const mirror = mirrorOf({ complete: 3, openParts: 4, songs });
    mirror.take({ rendition: 'aac-48', text: published({ complete: 3, openParts: 4, songs }, 'aac-48') });
    mirror.advance({ msn: 103, part: 4 });
    expect(await mirror.tell('aac-96', { msn: 103, part: 4 })).to.equal(
      published({ complete: 3, openParts: 5, songs }),
    );
    expect(await mirror.tell('aac-48', { msn: 103, part: 4 })).to.contain(',X-TITLE="Title"\n');
  });

  it('learns what plays from a playlist that is older than the parts that came since', async () => {
    const mirror = mirrorOf({ complete: 3, openParts: 3 });
    for (const part of [3, 4, 5]) mirror.advance({ msn: 103, part });
    const songs = [songAt(103, 3)];
    mirror.take({ rendition: 'aac-96', text: published({ complete: 3, openParts: 4, songs }) });
    expect(await mirror.tell('aac-96', { msn: 103, part: 5 })).to.equal(
      published({ complete: 3, openParts: 6, songs }),
    );
    mirror.take({ rendition: 'aac-96', text: published({ complete: 2, openParts: 9 }) });
    expect(mirror.hint).to.deep.equal({ msn: 103, part: 6 });
  });

  it('counts parts that came before the playlist that hints at them', async () => {
    const mirror = mirrorOf({ complete: 3 });
    mirror.advance({ msn: 103, part: 0 });
    mirror.advance({ msn: 103, part: 1 });
    mirror.take({ rendition: 'aac-96', text: published({ complete: 3, openParts: 1 }) });
    expect(await mirror.tell('aac-96', { msn: 103, part: 1 })).to.equal(
      published({ complete: 3, openParts: 2 }),
    );
  });

  it('sends to the server whoever asks for what it cannot tell', async () => {
    const mirror = mirrorOf({ complete: 3, openParts: 4 });
    expect(mirror.canTell('aac-256', { msn: 103, part: 4 }), 'an unknown init').to.equal(false);
    expect(mirror.canTell('aac-96', { msn: 104, part: 0 }), 'a new segment').to.equal(false);
    const told = mirror.tell('aac-96', { msn: 103, part: 4 });
    mirror.forget();
    expect(await told).to.equal(undefined);
  });
});
