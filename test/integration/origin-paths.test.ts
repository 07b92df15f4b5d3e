import { expect } from 'chai';
import { once } from 'node:events';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

describe('bad paths', () => {
  let server: PlayerServer;
  before(async () => {
    server = await startPlayer();
    server.builder.publishUntil(101, 2);
  });
  after(() => server.close());

  const rows: [string, number, string][] = [
    ['/live/', 404, 'not-found'],
    ['/live/other', 404, 'unknown-station'],
    ['/live/main/', 404, 'not-found'],
    ['/live/main/aac-96/', 404, 'not-found'],
    ['/live/MAIN/master.m3u8', 404, 'not-found'],
    [`/live/${'a'.repeat(64)}/master.m3u8`, 404, 'not-found'],
    ['/live/other/master.m3u8', 404, 'unknown-station'],
    ['/live/__proto__/master.m3u8', 404, 'not-found'],
    ['/live/constructor/master.m3u8', 404, 'unknown-station'],
    ['/live/main/constructor/live.m3u8', 404, 'unknown-rendition'],
    ['/live/main/constructor/100.m4s', 404, 'unknown-rendition'],
    ['/live/main/aac-96/constructor', 404, 'unknown-media'],
    ['/live/main/aac-96/0100.m4s', 404, 'unknown-media'],
    ['/live/main/aac-96/101.02.m4s', 404, 'unknown-media'],
    ['/live/main/aac-96/-1.m4s', 404, 'not-found'],
    ['/live/main/aac-96/1e2.m4s', 404, 'unknown-media'],
    ['/live/main/aac-96/init-other.mp4', 404, 'unknown-media'],
    ['/live/main/aac-96/99999999999999999999.m4s', 404, 'unknown-media'],
    ['/live/../live/main/master.m3u8', 400, 'bad-path'],
    ['/live/main/../main/master.m3u8', 400, 'bad-path'],
    ['/live/main/aac-96/..', 400, 'bad-path'],
    ['/live/main/aac-96/../../../../etc/passwd', 400, 'bad-path'],
    ['/live/main/aac-96/..%2f..%2fetc%2fpasswd', 400, 'bad-path'],
    ['/live/main/%2e%2e/master.m3u8', 400, 'bad-path'],
    ['/live/main/aac-96/%2e%2e', 400, 'bad-path'],
    ['/live/main/aac-96\\live.m3u8', 400, 'bad-path'],
    ['/live/..\\..\\windows/master.m3u8', 400, 'bad-path'],
    ['/live/main/aac-96/100.m4s%00', 400, 'bad-path'],
    ['/live/m%61in/master.m3u8', 400, 'bad-path'],
    ['/live/main/%zz/live.m3u8', 400, 'bad-path'],
    ['/live//main/master.m3u8', 400, 'bad-path'],
    [`/live/main/aac-96/${'1'.repeat(2_000)}.m4s`, 400, 'bad-path'],
    [`/live/main/aac-96/live.m3u8?${'x'.repeat(2_000)}`, 400, 'bad-path'],
  ];
  for (const [path, status, code] of rows) {
    it(`${path.slice(0, 60)} is ${status} ${code}`, async () => {
      const { headers, body, ...reply } = await server.ask(path);
      expect(reply.status).to.equal(status);
      const { code: came, message } = refusalOf({ body });
      expect(came).to.equal(code);
      expect(message).to.match(/^[A-Z].*\.$/);
      expect(headers).to.include({
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'access-control-allow-origin': '*',
      });
    });
  }

  const beside = [
    '/live',
    '/livexx',
    '//live/main/master.m3u8',
    '/LIVE/main/master.m3u8',
    '/%6cive/main/master.m3u8',
  ];
  for (const path of beside) {
    it(`${path} is none of the fast ones, and nothing`, async () => {
      const { status, body } = await server.ask(path);
      expect([status, refusalOf({ body }).code]).to.deep.equal([404, 'not-found']);
    });
  }

  for (const raw of ['/live/main/aac-96/\u0000.m4s', '/live/main/aac-96/ü.m4s', '/live/main/aac-96/\u0001']) {
    it(`${JSON.stringify(raw)}, byte by byte, is an error and nothing more`, async () => {
      const socket = await server.connect();
      socket.write(Buffer.from(`GET ${raw} HTTP/1.1\r\nHost: x\r\n\r\n`, 'latin1'));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(String(answer)).to.match(/^HTTP\/1\.1 4\d\d /);
      socket.destroy();
      expect((await server.ask('/live/main/master.m3u8')).status).to.equal(200);
    });
  }

  it('are logged as nothing, however many come', () => expect(server.complaints).to.deep.equal([]));
});
