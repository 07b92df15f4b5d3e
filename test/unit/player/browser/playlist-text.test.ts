import { expect } from 'chai';
import { addLossless, timingOf } from '../../../../packages/player/browser/playback/playlist-text.ts';

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
