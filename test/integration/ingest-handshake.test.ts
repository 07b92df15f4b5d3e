import { expect } from 'chai';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { type ConnectOptions, HELLO, ProtocolClient } from '../helpers/protocol-client.ts';

describe('ingest, before the WebSocket opens', () => {
  let server: IngestServer;

  before(async () => {
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', allowedOrigins: ['https://radio.example'] });
    await server.listen();
  });

  after(() => server.close());

  const connectTo = (options: Partial<ConnectOptions> = {}) =>
    ProtocolClient.connect({ host: server.host, ...options });
  const refusalOf = (options: Partial<ConnectOptions>) =>
    ProtocolClient.refusal({ host: server.host, ...options });

  it('refuses an unknown station with 404', async () => {
    for (const station of ['other', 'MAIN', '..%2fmain', '%2e%2e', '', 'x'.repeat(64)]) {
      const { status, body } = await refusalOf({ station });
      expect({ station, status, code: body.code }).to.deep.equal({
        station,
        status: 404,
        code: 'unknown-station',
      });
    }
  });

  it('refuses a wrong key in the request with 401', async () => {
    for (const authorization of [
      'Bearer wrong',
      `Basic ${btoa('source:wrong')}`,
      `Basic ${btoa(`other:${STREAM_KEY}`)}`,
      'Digest x',
    ]) {
      const { status, headers, body } = await refusalOf({ headers: { authorization } });
      expect({ authorization, status, code: body.code }).to.deep.equal({
        authorization,
        status: 401,
        code: 'wrong-key',
      });
      expect(headers['www-authenticate']).to.equal('Bearer, Basic realm="ringcast"');
    }
  });

  it('takes the right key in the request, as Bearer or Basic', async () => {
    for (const authorization of [`Bearer ${STREAM_KEY}`, `Basic ${btoa(`source:${STREAM_KEY}`)}`]) {
      const client = await connectTo({ headers: { authorization } });
      const { key: _, ...hello } = HELLO;
      expect((await client.hello(hello)).nextSample).to.equal(0);
    }
  });

  it('refuses pages of another origin with 403', async () => {
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`]) {
      const { status, body } = await refusalOf({ headers: { origin } });
      expect({ status, code: body.code }).to.deep.equal({ status: 403, code: 'origin-refused' });
    }
    await connectTo({ headers: { origin: `http://${server.host}` } });
    await connectTo({ headers: { origin: 'https://radio.example' } });
  });

  it('refuses another subprotocol with 400, naming its own', async () => {
    for (const protocol of ['', 'chat']) {
      const { status, body } = await refusalOf({ protocol });
      expect({ status, code: body.code }).to.deep.equal({ status: 400, code: 'bad-upgrade' });
      expect(body.message).to.contain('ringcast.v1');
    }
  });

  it('refuses more connections of an address than are allowed with 429', async () => {
    const small = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', maxConnectionsPerAddress: 2 });
    await small.listen();
    try {
      const clients = [await connectTo({ host: small.host }), await connectTo({ host: small.host })];
      const { status, body } = await refusalOf({ host: small.host });
      expect({ status, code: body.code }).to.deep.equal({ status: 429, code: 'too-many-connections' });
      clients[0]?.socket.terminate();
      await clients[0]?.closed;
    } finally {
      await small.close();
    }
  });
});
