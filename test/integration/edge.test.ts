import { expect } from 'chai';
import { CountingProxy } from '../helpers/counting-proxy.ts';
import { EdgeProcess } from '../helpers/edge-process.ts';
import { httpGet, httpGetFound } from '../helpers/http-get.ts';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';
import type { PublicationBuilder } from '../helpers/publication-builder.ts';
import { requireProgram } from '../helpers/required-program.ts';

const LISTENERS = 40;
/** nginx alone looks again after half a second; what waits must be answered well before that. */
const TOGETHER_WITHIN_MS = 150;
const PLAYLIST = '/live/main/aac-96/live.m3u8';

describe('the edge', function () {
  this.timeout(20_000);
  const nginx = requireProgram('nginx');
  let source: PublicationBuilder;
  let player: PlayerServer;
  let proxy: CountingProxy;
  let ingest: CountingProxy;
  let edge: EdgeProcess;

  before(async () => {
    player = await startPlayer();
    source = player.builder;
    source.publishUntil(112, 5);
    proxy = await CountingProxy.open(player.port);
    ingest = await CountingProxy.open(player.port);
    edge = await EdgeProcess.start(nginx.path, { players: [proxy.host], ingests: [ingest.host] });
  });
  after(async () => {
    await edge.close();
    await Promise.all([proxy.close(), ingest.close()]);
    await player.close();
  });

  it('asks once for a part that many wait for, and answers all when it is there', async () => {
    const waiting = ask('/live/main/aac-96/112.5.m4s');
    await edge.untilWaiting(LISTENERS);
    source.publishParts(1);
    const answers = await Promise.all(waiting);
    const expected = source.partOf('aac-96', 112, 5);
    expect(answers.every(({ body }) => body.equals(expected))).to.equal(true);
    expect(spreadMs(answers)).to.be.at.most(TOGETHER_WITHIN_MS);
    expect(countOf('112.5.m4s')).to.equal(1);
    await httpGetFound(edge.url('/live/main/aac-96/112.5.m4s'));
    expect(countOf('112.5.m4s')).to.equal(1);
  });

  it('asks once for a playlist that many wait for, whatever else is in the query', async () => {
    const queries = [
      '?_HLS_msn=112&_HLS_part=6',
      '?_HLS_part=6&_HLS_msn=112&x=1',
      '?y=2&_HLS_msn=112&_HLS_part=6',
    ];
    const waiting = queries.flatMap((query) => ask(PLAYLIST + query));
    await edge.untilWaiting(queries.length * LISTENERS);
    source.publishParts(1);
    const answers = await Promise.all(waiting);
    expect(answers.map(({ body }) => body.toString().includes('URI="112.6.m4s"'))).to.not.include(false);
    expect(spreadMs(answers)).to.be.at.most(TOGETHER_WITHIN_MS);
    expect(countOf('_HLS_part=6')).to.equal(1);
  });

  it('keeps plain playlists for no longer than the player says', async () => {
    const before = await httpGetFound(edge.url(PLAYLIST));
    expect(before.headers['content-encoding']).to.equal(undefined);
    source.publishParts(1);
    const expected = 'URI="112.7.m4s"';
    const giveUpAt = performance.now() + 5_000;
    let text = '';
    while (!text.includes(expected) && performance.now() < giveUpAt) {
      text = (await httpGetFound(edge.url(PLAYLIST))).body.toString();
    }
    expect(text).to.contain(expected);
  });

  it('answers ranges and conditions of media from what it has', async () => {
    const url = edge.url('/live/main/aac-96/111.m4s');
    const whole = await httpGetFound(url);
    const ranged = await fetch(url, { headers: { Range: 'bytes=10-19' } });
    expect(ranged.status).to.equal(206);
    expect(Buffer.from(await ranged.arrayBuffer())).to.deep.equal(whole.body.subarray(10, 20));
    const known = await fetch(url, { headers: { 'If-None-Match': whole.headers.etag ?? '' } });
    expect(known.status).to.equal(304);
    expect(known.headers.get('access-control-allow-origin')).to.equal('*');
    expect(countOf('111.m4s')).to.equal(1);
  });

  it('hands refusals on as the player says them', async () => {
    const early = await httpGet(edge.url('/live/main/aac-96/115.0.m4s'));
    expect(early.status).to.equal(404);
    expect(JSON.parse(early.body.toString())).to.have.property('code', 'media-not-yet');
    const wrong = await httpGet(edge.url(`${PLAYLIST}?_HLS_part=1`));
    expect(wrong.status).to.equal(400);
    const far = await httpGet(edge.url(`${PLAYLIST}?_HLS_msn=999`));
    expect(far.status).to.equal(400);
  });

  it('refuses a path with characters that are in none, and asks nobody about it', async () => {
    proxy.counts.clear();
    const below = 'main/aac-96/110.m4s';
    const odd = [
      '~%2578/main/master.m3u8',
      `~%2578/${below}`,
      `~%3F/${below}`,
      `~x%2525/${below}`,
      `~%C3%A4/${below}`,
      `${below}%3F`,
    ];
    odd.push(`${below}%20HTTP/1.1%0D%0AHost:%20x%0D%0A%0D%0AGET%20/live/main/aac-96/110.0.m4s`);
    for (const path of odd) {
      const { status, headers, body } = await httpGet(edge.url(`/live/${path}`));
      expect(status, path).to.equal(400);
      expect(headers, path).to.include({ 'access-control-allow-origin': '*', 'cache-control': 'max-age=8' });
      expect(JSON.parse(body.toString()), path).to.have.property('code', 'bad-path');
    }
    expect([...proxy.counts.keys()]).to.deep.equal([]);
    await httpGetFound(edge.url('/live/main/master.m3u8'));
    await httpGetFound(edge.url(`/live/${below}`));
  });

  it('leads to the ingests where sound comes in, and to the players with all else', async () => {
    const toIngest = [
      '/broadcast',
      '/broadcast/main',
      '/ingest/main',
      '/admin',
      '/admin/metadata?mode=updinfo',
    ];
    toIngest.push('/assets/capture/capture.js', '/assets/admin/admin.js', '/api/admin/keys', '/api/docs');
    toIngest.push('/api/openapi.json', '/api/stations/main/now-playing', '/api/stations/main/information');
    const toPlayer = ['/', '/listen/main', '/embed/main', '/api/stations', '/api/stations/main', '/api/time'];
    toPlayer.push('/assets/player/player.js', '/api/stations/main/reports', '/admins', '/broadcasts');
    proxy.counts.clear();
    for (const path of [...toIngest, ...toPlayer]) await httpGet(edge.url(path));
    await fetch(edge.url('/main'), { method: 'PUT', body: 'sound' });
    expect([...ingest.counts.keys()]).to.deep.equal([...toIngest, '/main']);
    expect([...proxy.counts.keys()]).to.deep.equal(toPlayer);
  });

  it('keeps the metrics from the world, however they are written', async () => {
    proxy.counts.clear();
    for (const path of ['/metrics', '/metrics/', '/METRICS', '/Metrics/', '//metrics', '/metric%73%2F']) {
      expect((await httpGet(edge.url(path))).status, path).to.equal(404);
    }
    expect([...proxy.counts.keys()]).to.deep.equal([]);
  });

  it('complains of nothing', () => {
    expect(edge.log).to.equal('');
  });

  function ask(path: string) {
    return Array.from({ length: LISTENERS }, () => httpGetFound(edge.url(path)));
  }

  function countOf(part: string): number {
    return [...proxy.counts].reduce((sum, [url, count]) => sum + (url.includes(part) ? count : 0), 0);
  }
});

describe('the edge before a player that is behind the other', function () {
  this.timeout(20_000);
  const nginx = requireProgram('nginx');
  const players: PlayerServer[] = [];
  let edge: EdgeProcess;

  before(async () => {
    for (const lastMsn of [112, 108]) {
      const player = await startPlayer();
      player.builder.publishUntil(lastMsn);
      players.push(player);
    }
    const hosts = players.map(({ port }) => `127.0.0.1:${port}`);
    edge = await EdgeProcess.start(nginx.path, { players: hosts, ingests: hosts });
  });
  after(async () => {
    await edge?.close();
    await Promise.all(players.map((player) => player.close()));
  });

  it('gives what either of them has', async () => {
    const asked = [109, 110, 111].map((msn) => httpGet(edge.url(`/live/main/aac-96/${msn}.m4s`)));
    expect((await Promise.all(asked)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
  });
});

/** Between the first answer and the last. */
function spreadMs(answers: readonly { readonly endedAtNs: bigint }[]): number {
  const times = answers.map(({ endedAtNs }) => Number(endedAtNs / 1_000n) / 1_000);
  return Math.max(...times) - Math.min(...times);
}
