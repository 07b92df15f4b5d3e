import { expect } from 'chai';
import { matchLivePath } from '../../../packages/player/src/routes/paths.ts';

describe('matchLivePath', () => {
  const ours: [string, object][] = [
    ['/live/main', { kind: 'admission', station: 'main' }],
    ['/live/main/master.m3u8', { kind: 'multivariantPlaylist', station: 'main' }],
    ['/live/a-1/aac-96/live.m3u8', { kind: 'mediaPlaylist', station: 'a-1', rendition: 'aac-96' }],
    ['/live/main/flac/12.m4s', { kind: 'mediaFile', station: 'main', rendition: 'flac', file: '12.m4s' }],
    ['/live/main/flac/12.3.m4s', { kind: 'mediaFile', station: 'main', rendition: 'flac', file: '12.3.m4s' }],
  ];
  for (const [path, request] of ours) {
    it(`reads ${path}`, () => expect(matchLivePath(path)).to.deep.equal(request));
  }

  const others = [
    '/live/',
    '/live/main/',
    '/live/main/other.m3u8',
    '/live/Main/master.m3u8',
    '/live/-main/master.m3u8',
    `/live/${'a'.repeat(64)}/master.m3u8`,
    '/live//master.m3u8',
    '/live/main/aac-96/.m4s',
    '/live/main/aac-96/..',
    '/live/main/../main/master.m3u8',
    '/live/main/aac-96/a/b.m4s',
    '/live/main/aac-96/live.m3u8/',
    '/live/main/masterXm3u8',
    '/live/main/aac-96/live.m3u8\n',
    'x/live/main/master.m3u8',
  ];
  for (const path of others) {
    it(`leaves out ${JSON.stringify(path.slice(0, 40))}`, () =>
      expect(matchLivePath(path)).to.equal(undefined));
  }
});
