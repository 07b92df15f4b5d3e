import { expect } from 'chai';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

const PART = '/live/main/aac-96/112.3.m4s';
const IMMUTABLE = 'public, max-age=31536000, immutable';

describe('media', () => {
  let server: PlayerServer;
  let bytes: Buffer;
  let etag: string;

  before(async () => {
    server = await startPlayer();
    server.builder.publishUntil(112, 4);
    bytes = server.builder.partOf('aac-96', 112, 3);
    etag = (await server.ask(PART)).headers.etag ?? '';
  });
  after(() => server.close());

  it('is sent whole, to be kept for ever, by any page', async () => {
    const { status, headers, body } = await server.ask(PART);
    expect(status).to.equal(200);
    expect(body.equals(bytes)).to.equal(true);
    expect(headers).to.include({
      'content-type': 'audio/mp4',
      'content-length': '200',
      'cache-control': IMMUTABLE,
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
    });
    expect(headers.etag).to.match(/^"[\w-]{27}"$/);
    expect(headers).to.not.have.property('set-cookie');
    expect(headers).to.not.have.property('vary');
  });

  it('says of a part that something else plays from it on, and of no other', async () => {
    const song = { id: 'a', title: 'A', artist: null, startSample: 112 * 92_160 + 5 * 9_216, startMs: 0 };
    server.builder.publishParts(1);
    server.builder.manifest = { ...server.builder.manifest, songs: [song] };
    server.builder.publishParts(2);
    const headersOf = async (part: number) => (await server.ask(`/live/main/aac-96/112.${part}.m4s`)).headers;
    expect(await headersOf(5)).to.include({
      'ringcast-song': 'begins',
      'access-control-expose-headers': 'Ringcast-Song',
    });
    for (const part of [4, 6]) expect(await headersOf(part)).to.not.have.property('ringcast-song');
  });

  for (const file of ['init-aac-96.mp4', '111.m4s', '102.m4s']) {
    it(`has ${file}`, async () => {
      const { status, headers } = await server.ask(`/live/main/aac-96/${file}`);
      expect([status, headers['content-type']]).to.deep.equal([200, 'audio/mp4']);
    });
  }

  it('of a segment is what its parts are, one after the other', async () => {
    const segment = await server.ask('/live/main/aac-48/111.m4s');
    const parts = await Promise.all(
      Array.from({ length: 10 }, (_, part) => server.ask(`/live/main/aac-48/111.${part}.m4s`)),
    );
    expect(segment.body.equals(Buffer.concat(parts.map(({ body }) => body)))).to.equal(true);
  });

  it('of another rendition has another tag', async () => {
    expect((await server.ask(PART.replace('96', '48'))).headers.etag).to.not.equal(etag);
  });

  const ranges: [string, number, string | undefined, [number, number] | undefined][] = [
    ['bytes=0-99', 206, 'bytes 0-99/200', [0, 100]],
    ['bytes=150-', 206, 'bytes 150-199/200', [150, 200]],
    ['bytes=-50', 206, 'bytes 150-199/200', [150, 200]],
    ['bytes=0-0', 206, 'bytes 0-0/200', [0, 1]],
    ['bytes=190-999', 206, 'bytes 190-199/200', [190, 200]],
    ['bytes=-999', 206, 'bytes 0-199/200', [0, 200]],
    ['bytes=200-', 416, 'bytes */200', undefined],
    ['bytes=500-600', 416, 'bytes */200', undefined],
    ['bytes=0-9,20-29', 200, undefined, [0, 200]],
    ['bytes=-0', 416, 'bytes */200', undefined],
    ['bytes=5-2', 200, undefined, [0, 200]],
    ['bytes=-', 200, undefined, [0, 200]],
    ['bytes=a-b', 200, undefined, [0, 200]],
    ['bytes=99999999999999999999-', 200, undefined, [0, 200]],
    ['bytes', 200, undefined, [0, 200]],
    ['seconds=0-1', 200, undefined, [0, 200]],
  ];
  for (const [range, status, contentRange, slice] of ranges) {
    it(`answers Range: ${range} with ${status}`, async () => {
      const reply = await server.ask(PART, { headers: { range } });
      expect(reply.status).to.equal(status);
      expect(reply.headers['content-range']).to.equal(contentRange);
      expect(reply.headers['access-control-allow-origin']).to.equal('*');
      if (slice) expect(reply.body.equals(bytes.subarray(...slice))).to.equal(true);
      else expect(refusalOf(reply).message).to.include(`"${range}" came`);
      expect(reply.headers['content-length']).to.equal(String(reply.body.length));
    });
  }

  const conditions: [string, (tag: string) => Record<string, string>, number][] = [
    ['If-None-Match of the same', (tag) => ({ 'if-none-match': tag }), 304],
    ['If-None-Match of the same, weakly', (tag) => ({ 'if-none-match': `W/${tag}` }), 304],
    ['If-None-Match of several', (tag) => ({ 'if-none-match': `"x", ${tag}` }), 304],
    ['If-None-Match: *', () => ({ 'if-none-match': '*' }), 304],
    ['If-None-Match of another', () => ({ 'if-none-match': '"x"' }), 200],
    ['If-None-Match before Range', (tag) => ({ 'if-none-match': tag, range: 'bytes=0-1' }), 304],
    [
      'If-Modified-Since, which has nothing to compare',
      () => ({ 'if-modified-since': new Date().toUTCString() }),
      200,
    ],
    ['If-Range of the same', (tag) => ({ 'if-range': tag, range: 'bytes=0-1' }), 206],
    ['If-Range of another', () => ({ 'if-range': '"x"', range: 'bytes=0-1' }), 200],
    ['If-Range of a weak tag', (tag) => ({ 'if-range': `W/${tag}`, range: 'bytes=0-1' }), 200],
    ['If-Range of a date', () => ({ 'if-range': new Date().toUTCString(), range: 'bytes=0-1' }), 200],
  ];
  for (const [title, headersOf, status] of conditions) {
    it(`answers ${title} with ${status}`, async () => {
      const reply = await server.ask(PART, { headers: headersOf(etag) });
      expect(reply.status).to.equal(status);
      expect(reply.headers).to.include({ etag, 'cache-control': IMMUTABLE });
      expect(reply.body.length).to.equal({ 304: 0, 206: 2, 200: 200 }[status]);
    });
  }

  for (const path of [
    PART,
    '/live/main/aac-96/live.m3u8',
    '/live/main/master.m3u8',
    '/live/main/aac-96/1.m4s',
  ]) {
    it(`answers HEAD ${path} as GET, without the body`, async () => {
      const [get, head] = await Promise.all(['GET', 'HEAD'].map((method) => server.ask(path, { method })));
      expect(head?.body.length).to.equal(0);
      expect([head?.status, { ...head?.headers, date: '' }]).to.deep.equal([
        get?.status,
        { ...get?.headers, date: '' },
      ]);
    });
  }

  it('ignores Range in a HEAD', async () => {
    const reply = await server.ask(PART, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect([reply.status, reply.headers['content-length']]).to.deep.equal([200, '200']);
  });

  it('lets any page ask with any header', async () => {
    const { status, headers } = await server.ask(PART, {
      method: 'OPTIONS',
      headers: { origin: 'https://radio.example', 'access-control-request-headers': 'range' },
    });
    expect(status).to.equal(204);
    expect(headers).to.include({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': '*',
    });
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    it(`refuses ${method}`, async () => {
      const { status, headers, body } = await server.ask(PART, { method });
      expect([status, headers.allow]).to.deep.equal([405, 'GET, HEAD, OPTIONS']);
      expect(String(body)).to.include(`${method} came`);
    });
  }
});
