import { PROFILES, renderMultivariantPlaylist, renditionOf } from '@ringcast/segmenter';
import { expect } from 'chai';
import { parseMultivariantPlaylist } from '../../../helpers/strict-playlist.ts';

const HEAD = '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n';

describe('renderMultivariantPlaylist', () => {
  it('offers the ladder with a middle rung first, and FLAC beside it only where there is nothing else', () => {
    const names = ['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac'];
    expect(renderMultivariantPlaylist(names.map(rendition), 'low')).to.equal(`${HEAD}\
#EXT-X-STREAM-INF:BANDWIDTH=111600,AVERAGE-BANDWIDTH=102000,CODECS="mp4a.40.2"
aac-96/live.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=58800,AVERAGE-BANDWIDTH=54000,CODECS="mp4a.40.2"
aac-48/live.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=182000,AVERAGE-BANDWIDTH=166000,CODECS="mp4a.40.2"
aac-160/live.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=287600,AVERAGE-BANDWIDTH=262000,CODECS="mp4a.40.2"
aac-256/live.m3u8
`);
  });

  it('offers FLAC where a station has nothing else', () => {
    expect(renderMultivariantPlaylist([rendition('flac')], 'standard')).to.equal(`${HEAD}\
#EXT-X-STREAM-INF:BANDWIDTH=1552310,AVERAGE-BANDWIDTH=999350,CODECS="fLaC"
flac/live.m3u8
`);
  });

  const ladders = [
    { names: ['aac-96'], order: ['aac-96'] },
    { names: ['aac-256', 'aac-48'], order: ['aac-48', 'aac-256'] },
    { names: ['aac-320', 'aac-64', 'aac-128'], order: ['aac-128', 'aac-64', 'aac-320'] },
  ];
  for (const { names, order } of ladders) {
    it(`puts ${names.join(', ')} in the order ${order.join(', ')}`, () => {
      const playlist = parseMultivariantPlaylist(renderMultivariantPlaylist(names.map(rendition), 'low'));
      expect(playlist.variants.map(({ uri }) => uri.split('/')[0])).to.deep.equal(order);
    });
  }

  it('asks for more bandwidth the shorter the parts', () => {
    const peaks = PROFILES.map(
      (profile) =>
        parseMultivariantPlaylist(renderMultivariantPlaylist([rendition('aac-48')], profile)).variants[0]!
          .bandwidth,
    );
    expect(peaks).to.deep.equal(peaks.toSorted((a, b) => b - a));
    expect(new Set(peaks).size).to.equal(4);
  });
});

function rendition(name: string) {
  const found = renditionOf(name);
  if (!found) throw new Error(`no rendition is called ${name}`);
  return found;
}
