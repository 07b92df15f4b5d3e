import { renderMediaPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import { once } from 'node:events';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

const NEXT_PART = '/live/main/aac-96/live.m3u8?_HLS_msn=112&_HLS_part=4';
const HINTED = '/live/main/aac-96/112.4.m4s';

describe('requests that wait', () => {
  let server: PlayerServer;
  const start = async (options: Parameters<typeof startPlayer>[0] = {}): Promise<void> => {
    server = await startPlayer(options);
    server.builder.publishUntil(112, 4);
  };
  afterEach(() => server.close());

  it('are answered by one publication, all with the same bytes, before it returns', async () => {
    await start();
    const held = Array.from({ length: 200 }, () => server.ask(NEXT_PART));
    await server.untilWaiting(200);
    server.builder.publishParts(1);
    expect(server.player.origin.station('main')?.waitingCount).to.equal(0);
    const expected = renderMediaPlaylist(server.builder.manifest, 'aac-96');
    const replies = await Promise.all(held);
    expect(new Set(replies.map(({ body }) => String(body)))).to.deep.equal(new Set([expected]));
  });

  it('of both renditions are answered by the same publication, each with its own playlist', async () => {
    await start();
    const held = ['aac-96', 'aac-48'].map((name) => server.ask(NEXT_PART.replace('aac-96', name)));
    await server.untilWaiting(2);
    server.builder.publishParts(1);
    const bodies = (await Promise.all(held)).map(({ body }) => String(body));
    expect(bodies).to.deep.equal(
      ['aac-96', 'aac-48'].map((name) => renderMediaPlaylist(server.builder.manifest, name)),
    );
  });

  it('wait on while only earlier ones are answered', async () => {
    await start();
    const next = server.ask(NEXT_PART);
    const later = server.ask(NEXT_PART.replace('part=4', 'part=5'));
    await server.untilWaiting(2);
    server.builder.publishParts(1);
    expect((await next).status).to.equal(200);
    expect(server.player.origin.station('main')?.waitingCount).to.equal(1);
    server.builder.publishParts(1);
    expect((await later).status).to.equal(200);
  });

  it('leave nothing behind when their client goes', async () => {
    await start();
    const socket = await server.connect();
    socket.write(`GET ${NEXT_PART} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await server.untilWaiting(1);
    socket.destroy();
    await server.untilWaiting(0);
    expect(server.clock.timerCount).to.equal(0);
    server.builder.publishParts(1);
    expect(server.complaints).to.deep.equal([]);
  });

  it('leave nothing behind when their client goes, also those behind others of the connection', async () => {
    await start();
    const socket = await server.connect();
    socket.write(`GET ${NEXT_PART} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5));
    await server.untilWaiting(5);
    socket.destroy();
    await server.untilWaiting(0);
    expect(server.clock.timerCount).to.equal(0);
  });

  it('are refused with 503 after three target durations without news', async () => {
    await start();
    const held = [server.ask(NEXT_PART), server.ask(HINTED)];
    await server.untilWaiting(2);
    server.clock.advance(6_000);
    expect(server.player.origin.station('main')?.waitingCount).to.equal(2);
    server.clock.advance(250);
    for (const { status, headers, body } of await Promise.all(held)) {
      expect([status, headers['cache-control']]).to.deep.equal([503, 'max-age=2']);
      expect(refusalOf({ body })).to.deep.equal({
        code: 'blocked-too-long',
        message: 'Nothing new was published for 6 s. Ask again.',
      });
    }
  });

  it('are bounded: one more is refused at once', async () => {
    await start({ maxWaitingPerStation: 2 });
    const held = [server.ask(NEXT_PART), server.ask(HINTED)];
    await server.untilWaiting(2);
    const { status, headers, body } = await server.ask(NEXT_PART);
    expect([status, headers['cache-control']]).to.deep.equal([503, 'no-store']);
    expect(String(body)).to.include('2 requests wait already');
    expect((await server.ask('/live/main/aac-96/live.m3u8')).status).to.equal(200);
    server.builder.publishParts(1);
    expect((await Promise.all(held)).map((reply) => reply.status)).to.deep.equal([200, 200]);
  });

  it('of a station do not fill the room of another', async () => {
    await start({ maxWaitingPerStation: 1, stations: ['main', 'other'] });
    const held = server.ask(NEXT_PART);
    await server.untilWaiting(1);
    expect((await server.ask(NEXT_PART.replace('main', 'other'))).status).to.equal(404);
    server.builder.publishParts(1);
    expect((await held).status).to.equal(200);
  });

  it('are answered with the ended playlist as soon as the broadcast ends', async () => {
    await start();
    const held = [server.ask(NEXT_PART), server.ask(NEXT_PART.replace('part=4', 'part=9'))];
    await server.untilWaiting(2);
    server.builder.end();
    for (const { status, headers, body } of await Promise.all(held)) {
      expect([status, headers['cache-control']]).to.deep.equal([200, 'max-age=1']);
      expect(String(body)).to.match(/\n112\.m4s\n#EXT-X-ENDLIST\n$/);
    }
  });

  it('for the hinted part get it whole, once it is there', async () => {
    await start();
    const held = server.ask(HINTED);
    await server.untilWaiting(1);
    server.builder.publishParts(1);
    const { status, headers, body } = await held;
    expect([status, headers['cache-control']]).to.deep.equal([200, 'public, max-age=31536000, immutable']);
    expect(body.equals(server.builder.partOf('aac-96', 112, 4))).to.equal(true);
  });

  it('for the hinted part wait across the end of a segment', async () => {
    await start();
    server.builder.publishUntil(112);
    const held = server.ask('/live/main/aac-96/113.0.m4s');
    await server.untilWaiting(1);
    server.builder.publishParts(1);
    expect((await held).body.equals(server.builder.partOf('aac-96', 113, 0))).to.equal(true);
  });

  it('for a few parts after the hinted one get them too, each when it is there', async () => {
    await start();
    const names = ['112.6', '112.7', '112.5'];
    const held = names.map((name) => server.ask(`/live/main/aac-96/${name}.m4s`));
    await server.untilWaiting(3);
    for (const waiting of [3, 2, 1, 0]) {
      server.builder.publishParts(1);
      await server.untilWaiting(waiting);
    }
    const bodies = (await Promise.all(held)).map(({ body }) => body);
    const parts = [6, 7, 5].map((part) => server.builder.partOf('aac-96', 112, part));
    expect(bodies.map((body, index) => body.equals(parts[index] ?? Buffer.alloc(0)))).to.not.include(false);
  });

  it('for a part of the next segment that is among them wait too', async () => {
    await start();
    server.builder.publishParts(4);
    const held = server.ask('/live/main/aac-96/113.1.m4s');
    await server.untilWaiting(1);
    server.builder.publishUntil(112);
    server.builder.publishParts(2);
    expect((await held).body.equals(server.builder.partOf('aac-96', 113, 1))).to.equal(true);
  });

  it('for a hinted part that never comes get 404', async () => {
    await start();
    const held = server.ask(HINTED);
    await server.untilWaiting(1);
    server.builder.end();
    const { status, headers } = await held;
    expect([status, headers['cache-control']]).to.deep.equal([404, 'max-age=8']);
  });

  it('for a hinted part that the next broadcast may bring get a 404 that no cache keeps', async () => {
    await start();
    server.builder.publishUntil(112);
    const held = server.ask('/live/main/aac-96/113.0.m4s');
    await server.untilWaiting(1);
    server.builder.end();
    const { status, headers } = await held;
    expect([status, headers['cache-control']]).to.deep.equal([404, 'no-store']);
    server.builder.restart(113);
    expect((await server.ask('/live/main/aac-96/113.0.m4s')).status).to.equal(200);
  });

  for (const file of ['112.8.m4s', '112.10.m4s', '113.0.m4s', '112.m4s', '113.m4s', '200.0.m4s']) {
    it(`is not what ${file} does, which is neither there nor near`, async () => {
      await start();
      const { status, headers } = await server.ask(`/live/main/aac-96/${file}`);
      expect([status, headers['cache-control']]).to.deep.equal([404, 'no-store']);
    });
  }

  it('is not what a part does in profile standard', async () => {
    server = await startPlayer({ built: { profile: 'standard' } });
    server.builder.publishUntil(112);
    expect((await server.ask('/live/main/aac-96/113.0.m4s')).status).to.equal(404);
  });

  it('survive the change to another broadcast', async () => {
    await start();
    const held = server.ask(NEXT_PART);
    await server.untilWaiting(1);
    server.builder.restart(500);
    const { status, body } = await held;
    expect([status, String(body)]).to.deep.equal([
      200,
      renderMediaPlaylist(server.builder.manifest, 'aac-96'),
    ]);
  });

  it('are refused when the player closes, and so is whoever comes later', async () => {
    await start();
    const held = server.ask(NEXT_PART);
    await server.untilWaiting(1);
    server.player.close();
    server.player.close();
    expect((await held).status).to.equal(503);
    expect((await server.ask(NEXT_PART)).status).to.equal(503);
    expect((await server.ask('/live/main/aac-96/live.m3u8')).status).to.equal(200);
    expect(server.builder.subscriberCount).to.equal(0);
  });

  it('in one connection are answered in turn', async () => {
    await start();
    const socket = await server.connect();
    const head = 'HTTP/1.1\r\nHost: x\r\n\r\n';
    socket.write(`GET ${NEXT_PART} ${head}HEAD /live/main/aac-96/live.m3u8 ${head}`);
    await server.untilWaiting(1);
    server.builder.publishParts(1);
    let text = '';
    while (text.split('HTTP/1.1 200').length < 3)
      text += String(((await once(socket, 'data')) as [Buffer])[0]);
    socket.destroy();
    expect(text.indexOf('max-age=12')).to.be.lessThan(text.indexOf('max-age=1\r'));
  });
});
