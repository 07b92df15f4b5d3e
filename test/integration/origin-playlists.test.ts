import { renderMediaPlaylist, renderMultivariantPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import { gunzipSync } from 'node:zlib';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

const PLAYLIST = '/live/main/aac-96/live.m3u8';

describe('playlists', () => {
  let server: PlayerServer;
  beforeEach(async () => {
    server = await startPlayer();
  });
  afterEach(() => server.close());

  it('are those of the manifest', async () => {
    server.builder.publishUntil(112, 4);
    const { renditions, profile } = server.builder.manifest;
    const expected: [string, string][] = [
      ['/live/main/master.m3u8', renderMultivariantPlaylist(renditions, profile)],
      [PLAYLIST, renderMediaPlaylist(server.builder.manifest, 'aac-96')],
      ['/live/main/aac-48/live.m3u8', renderMediaPlaylist(server.builder.manifest, 'aac-48')],
    ];
    for (const [path, text] of expected) {
      const { status, headers, body } = await server.ask(path);
      expect([status, String(body)]).to.deep.equal([200, text]);
      expect(headers).to.include({
        'content-type': 'application/vnd.apple.mpegurl',
        'cache-control': 'max-age=1',
        vary: 'Accept-Encoding',
        'access-control-allow-origin': '*',
      });
    }
  });

  it('change with every publication', async () => {
    server.builder.publishParts(1);
    const before = await server.ask(PLAYLIST);
    server.builder.publishParts(1);
    expect((await server.ask(PLAYLIST)).body.equals(before.body)).to.equal(false);
  });

  it('may be cached six target durations where they answer a directive', async () => {
    server.builder.publishParts(1);
    const { headers } = await server.ask(`${PLAYLIST}?_HLS_msn=100&_HLS_part=0`);
    expect(headers['cache-control']).to.equal('max-age=12');
  });

  it('do not depend on who asks', async () => {
    server.builder.publishParts(1);
    const replies = await Promise.all(
      [{ 'user-agent': 'VLC' }, { cookie: 'a=b' }, { origin: 'https://radio.example' }].map((headers) =>
        server.ask(PLAYLIST, { headers }),
      ),
    );
    const seen = replies.map(({ headers, body }) => JSON.stringify([{ ...headers, date: '' }, String(body)]));
    expect(new Set(seen).size).to.equal(1);
  });

  const encodings: [string | undefined, boolean][] = [
    [undefined, false],
    ['', false],
    ['identity', false],
    ['br', false],
    ['gzip', true],
    ['gzip, deflate, br, zstd', true],
    ['GZIP', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip;q=0.5, identity;q=0', true],
    ['*;q=0', false],
  ];
  for (const [encoding, isGzipped] of encodings) {
    it(`are ${isGzipped ? '' : 'not '}gzipped for Accept-Encoding: ${encoding}`, async () => {
      server.builder.publishParts(1);
      const headers = encoding === undefined ? {} : { 'accept-encoding': encoding };
      const reply = await server.ask(PLAYLIST, { headers });
      expect(reply.headers['content-encoding']).to.equal(isGzipped ? 'gzip' : undefined);
      const text = isGzipped ? gunzipSync(reply.body) : reply.body;
      expect(String(text)).to.equal(renderMediaPlaylist(server.builder.manifest, 'aac-96'));
    });
  }

  for (const path of ['/live/main/master.m3u8', PLAYLIST, `${PLAYLIST}?_HLS_msn=1`]) {
    it(`say that the station is off air: ${path}`, async () => {
      const { status, headers, body } = await server.ask(path);
      expect([status, headers['cache-control']]).to.deep.equal([404, 'max-age=2']);
      expect(headers['access-control-allow-origin']).to.equal('*');
      expect(refusalOf({ body })).to.deep.equal({
        code: 'off-air',
        message: 'Station main is off air. Its playlists are here once a broadcast begins.',
      });
    });
  }

  it('name the renditions there are where another is asked for, at once even with a directive', async () => {
    server.builder.publishParts(1);
    for (const query of ['', '?_HLS_msn=100&_HLS_part=1']) {
      const { status, body } = await server.ask(`/live/main/flac/live.m3u8${query}`);
      expect(status).to.equal(404);
      expect(String(body)).to.include('Station main has no rendition flac; it has aac-96, aac-48.');
    }
  });
});
