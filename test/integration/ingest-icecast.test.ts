import { expect } from 'chai';
import { IngestServer } from '../helpers/ingest-server.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';
import { wavOf } from '../helpers/wav-file.ts';

const EXPECTING = { Expect: '100-continue' };
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const SAMPLES = 48_000;
const PCM = numberedPcm(0, SAMPLES);
const WAV = wavOf(PCM);

describe('ingest takes source clients of Icecast', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const connect = () => new SourceConnection(server.port);
  const put = (headers = {}) => sourceHead('PUT /main HTTP/1.1', { ...EXPECTING, ...headers });

  it('in the exchange of libshout: what is there, how to go on, then the sound', async () => {
    const upgrade = { Connection: 'Upgrade', Upgrade: 'TLS/1.0, HTTP/1.1', Authorization: '' };
    const options = connect().write(sourceHead('OPTIONS * HTTP/1.1', upgrade));
    expect(await options.finish()).to.match(
      /^HTTP\/1\.1 200 OK\r\nAllow: SOURCE, PUT, POST, GET, OPTIONS\r\n/,
    );

    const probe = { Authorization: '', 'Content-Length': '0', Connection: 'Keep-Alive' };
    for (const line of ['PUT /main HTTP/1.1', 'SOURCE /main HTTP/1.0']) {
      const answer = await connect().write(sourceHead(line, probe)).finish();
      expect(answer).to.match(/^HTTP\/1\.[01] 401 /);
      expect(answer).to.match(/\r\nAllow: SOURCE, PUT, POST, GET, OPTIONS\r\n/);
      expect(answer).to.match(/\r\nConnection: close\r\n/);
    }

    const source = connect().write(put());
    expect(await source.until(/\r\n\r\n/)).to.equal(CONTINUE);
    source.write(WAV);
    expect(await source.finish()).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    const { feed } = server.station;
    expect(feed.options).to.deep.equal({ kind: 'icecast', isClocked: false });
    expect(feed.pcm.equals(PCM)).to.equal(true);
    expect(feed.hasEnded).to.equal(true);
  });

  for (const line of ['SOURCE /main HTTP/1.0', 'SOURCE /main ICE/1.0', 'PUT /main HTTP/1.0']) {
    it(`that say ${line} and wait for 200 before they send`, async () => {
      const source = connect().write(sourceHead(line));
      expect(await source.until(/\r\n\r\n/)).to.equal('HTTP/1.0 200 OK\r\n\r\n');
      expect(await source.write(WAV).finish()).to.equal('HTTP/1.0 200 OK\r\n\r\n');
      expect(server.station.feed.pcm.equals(PCM)).to.equal(true);
    });
  }

  it('by the address of a push too, where the body has no length', async () => {
    const source = connect().write(sourceHead('PUT /ingest/main HTTP/1.1', EXPECTING), WAV);
    expect(await source.finish()).to.contain('HTTP/1.1 200 OK');
    expect(server.station.feed.pcm.equals(PCM)).to.equal(true);
  });

  it('and says nothing to ffmpeg before its end, which does not wait for 200 and would be reset by it', async () => {
    const source = connect().write(
      sourceHead('SOURCE /main HTTP/1.1', { 'User-Agent': 'Lavf/59.27.100' }),
      WAV,
    );
    await server.station.opened();
    expect(source.said).to.equal('');
    expect(await source.finish()).to.match(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('whose head comes byte by byte, with bare line feeds and the first sound behind it', async () => {
    const source = connect();
    source.socket.setNoDelay();
    const head = sourceHead('SOURCE /main HTTP/1.0').replaceAll('\r\n', '\n');
    for (const byte of head.slice(0, -1)) source.write(byte);
    source.write(Buffer.concat([Buffer.from('\n'), WAV]));
    await source.until(/200 OK/);
    await source.finish();
    expect(server.station.feed.pcm.equals(PCM)).to.equal(true);
  });

  it('beside requests of HTTP on the same connections', async () => {
    const request = 'GET /broadcast/nowhere HTTP/1.1\r\nHost: x\r\n\r\n';
    const http = connect();
    for (const byte of request) http.write(byte);
    await http.until(/unknown-station/);
    const second = 'PUT /main HTTP/1.1\r\nHost: x\r\n\r\n';
    expect(await http.write(second).finish()).to.match(
      /HTTP\/1\.1 411 Length Required\r\n[^]*length-required/,
    );
    const chunked = sourceHead('PUT /main HTTP/1.1', { 'Transfer-Encoding': 'chunked' });
    const body = Buffer.concat([
      Buffer.from(`${WAV.length.toString(16)}\r\n`),
      WAV,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    expect(
      await connect()
        .write(chunked, body)
        .until(/seconds/),
    ).to.contain(`{"samples":${SAMPLES},"seconds":1}`);
  });

  it('and keeps what they say of the station while it is on air', async () => {
    const headers = {
      'ice-name': 'Rädio <b>Zwölf</b>',
      'ice-description': 'a\u202Eb',
      'ice-genre': '',
      'ice-url': 'javascript:alert(1)',
    };
    const source = connect().write(put(headers));
    await source.until(/100/);
    expect(server.programme.information).to.equal(undefined);
    source.write(WAV);
    await server.station.opened();
    expect(server.programme.information).to.deep.equal({
      name: 'Rädio <b>Zwölf</b>',
      description: 'ab',
      genre: null,
      url: null,
    });
    await source.finish();
    expect(server.programme.information).to.equal(undefined);
  });

  it('and lets another one take over from one that was cut off', async () => {
    const first = connect().write(put(), WAV);
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample >= 9_600);
    first.socket.resetAndDestroy();
    await feed.until(() => !feed.isAttached);
    expect(feed.hasEnded).to.equal(false);
    expect(await connect().write(put(), WAV).finish()).to.contain('200 OK');
    expect(server.station.feeds.length).to.equal(2);
  });

  it('and tells one on air that the server goes down', async () => {
    const source = connect().write(put(), WAV);
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample >= 9_600);
    await server.closeIngest();
    await source.closed;
    expect(source.said).to.match(/HTTP\/1\.1 503 Service Unavailable\r\n[^]*goes down/);
    expect(await connect().write(put()).finish()).to.match(/^HTTP\/1\.1 503 /);
  });
});
