import { renderMediaPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import {
  addLossless,
  publishedUntilMs,
  timingOf,
} from '../../../../packages/player/browser/playback/playlist-text.ts';
import { FIRST_DATE_MS, manifestOf, type ManifestModel } from '../../../helpers/manifest-model.ts';

const MULTIVARIANT = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=110000,CODECS="mp4a.40.2"
aac-96/live.m3u8
`;

describe('timingOf', () => {
  it('reads the part target', () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART-INF:PART-TARGET=0.192\n';
    expect(timingOf(playlist)).to.deep.equal({ partMs: 192, hasParts: true, canBlock: false });
  });

  it('takes a segment for a part where there are none', () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n';
    expect(timingOf(playlist)).to.deep.equal({ partMs: 2_000, hasParts: false, canBlock: true });
  });

  it('finds none in a multivariant playlist', () => expect(timingOf(MULTIVARIANT)).to.equal(undefined));
});

describe('publishedUntilMs', () => {
  const rows: [string, ManifestModel, number | undefined][] = [
    ['after a whole segment', { complete: 3 }, 3 * 1_920],
    ['after parts of an open one', { complete: 3, openParts: 4 }, 3 * 1_920 + 4 * 192],
    ['with no whole segment yet', { openParts: 4 }, 4 * 192],
    ['without parts', { complete: 3, profile: 'standard' }, 3 * 1_920],
    ['of a broadcast that is over', { complete: 3, hasEnded: true }, undefined],
  ];
  for (const [name, model, afterMs] of rows) {
    it(name, () => {
      const untilMs = publishedUntilMs(renderMediaPlaylist(manifestOf(model), 'aac-96'));
      expect(untilMs).to.equal(afterMs === undefined ? undefined : FIRST_DATE_MS + afterMs);
    });
  }

  it('counts on from the one date of a playlist with several segments', () => {
    const text = `#EXT-X-PROGRAM-DATE-TIME:${new Date(FIRST_DATE_MS).toISOString()}\n#EXTINF:4,\na\n#EXTINF:2.5,\nb\n`;
    expect(publishedUntilMs(text)).to.equal(FIRST_DATE_MS + 6_500);
    expect(publishedUntilMs('#EXTM3U\n#EXTINF:4,\na\n')).to.equal(undefined);
  });
});

describe('addLossless', () => {
  it('adds a variant at the end', () => {
    expect(addLossless(MULTIVARIANT, 'flac')).to.equal(
      `${MULTIVARIANT}#EXT-X-STREAM-INF:BANDWIDTH=1600000,CODECS="fLaC"\nflac/live.m3u8\n`,
    );
  });

  it('leaves a playlist alone that has it, and whatever is no multivariant playlist', () => {
    const whole = addLossless(MULTIVARIANT, 'flac');
    expect(addLossless(whole, 'flac')).to.equal(whole);
    expect(addLossless('not found', 'flac')).to.equal('not found');
  });
});
