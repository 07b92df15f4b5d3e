import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { IngestServer } from '../helpers/ingest-server.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';
import { StandInFfmpeg } from '../helpers/stand-in-ffmpeg.ts';
import { wavOf } from '../helpers/wav-file.ts';

const EXPECTING = { Expect: '100-continue' };
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const SAMPLES = 48_000;
const PCM = numberedPcm(0, SAMPLES);
const WAV = wavOf(PCM);

describe('ingest refuses source clients of Icecast', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const connect = () => new SourceConnection(server.port);
  const put = (headers = {}) => sourceHead('PUT /main HTTP/1.1', { ...EXPECTING, ...headers });

  const refusals: [string, string, Record<string, string>, RegExp][] = [
    ['no key', 'SOURCE /main HTTP/1.0', { Authorization: '' }, /^HTTP\/1\.0 401 Authentication Required\r\n/],
    [
      'a wrong key',
      'PUT /main HTTP/1.1',
      { Authorization: `Basic ${btoa('source:wrong')}` },
      /^HTTP\/1\.1 401 Authentication Required\r\n[^]*is not the one/,
    ],
    [
      'an unknown station',
      'SOURCE /other ICE/1.0',
      {},
      /^HTTP\/1\.0 404 Not Found\r\n[^]*no station "other"/,
    ],
    ['a path that is no mountpoint', 'SOURCE /a/b/c HTTP/1.0', {}, /^HTTP\/1\.0 404 /],
    ['a mountpoint that leads astray', 'SOURCE /..%2f..%2fetc HTTP/1.0', {}, /^HTTP\/1\.0 404 /],
    ['another protocol', 'SOURCE /main HTTP/9.9', {}, /^HTTP\/1\.0 400 Bad Request\r\n[^]*HTTP\/9\.9/],
    [
      'a header that is none',
      'SOURCE /main HTTP/1.0\r\nno colon here',
      {},
      /^HTTP\/1\.0 400 [^]*no colon here/,
    ],
    ['a head without end', `SOURCE /main HTTP/1.0\r\na: ${'a'.repeat(20_000)}`, {}, /^HTTP\/1\.0 431 /],
  ];
  for (const [name, line, headers, expected] of refusals) {
    it(`${name}, saying why`, async () => {
      expect(await connect().write(sourceHead(line, headers)).finish()).to.match(expected);
      expect(server.station.feeds.length).to.equal(0);
    });
  }

  it('a second source while another is on air, waits for its first sample or came by something else', async () => {
    const first = connect().write(put());
    await first.until(/100/);
    const busy =
      /^HTTP\/1\.1 403 Mountpoint in use\r\n[^]*Station "main" is (?:about to go )?on air from another source/;
    expect(await connect().write(put(), WAV).finish()).to.match(busy);
    first.write(WAV);
    const feed = await server.station.opened();
    expect(await connect().write(put(), WAV).finish()).to.match(busy);
    await first.finish();
    expect(feed.pcm.equals(PCM)).to.equal(true);
    server.station.openFeed({ kind: 'websocket', isClocked: true });
    expect(await connect().write(put(), WAV).finish()).to.match(busy);
  });

  const bodies: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /HTTP\/1\.1 400 Bad Request\r\n[^]*it is empty/],
    ['noise', randomBytes(300_000), /HTTP\/1\.1 403 Content-type not supported\r\n[^]*ffmpeg says/],
    [
      'text',
      Buffer.from('all work and no play '.repeat(9_000)),
      /HTTP\/1\.1 403 Content-type not supported\r\n/,
    ],
  ];
  for (const [name, body, expected] of bodies) {
    it(`a body of ${name}, and leaves the station off air`, async () => {
      const source = connect().write(put(), body);
      const answer = await source.finish();
      expect(answer.startsWith(CONTINUE)).to.equal(true);
      expect(answer).to.match(expected);
      expect(server.station.feeds.length).to.equal(0);
    });
  }

  it('an endless body that is no sound, before it ends', async () => {
    const source = connect().write(put());
    const timer = setInterval(() => source.write('all work and no play '.repeat(3_000)), 5);
    await source.closed;
    clearInterval(timer);
    expect(source.said).to.contain('403 Content-type not supported');
  });

  it('an endless body in which ffmpeg hears a format but no sound', async () => {
    await server.close();
    const decoder = await StandInFfmpeg.write(ffmpeg.path, () => 'cat > /dev/null');
    server = new IngestServer({ ffmpegPath: decoder.path, pushIdleMs: 300 });
    await server.listen();
    const source = connect().write(put());
    const timer = setInterval(() => source.write(randomBytes(100_000)), 20);
    await source.closed;
    clearInterval(timer);
    expect(source.said).to.match(/403 Content-type not supported\r\n[^]*within 0\.3 s there was no sound/);
  });

  it('a source that falls silent, and waits for it to come back, even one that was decoded only then', async () => {
    await server.close();
    const decoder = await StandInFfmpeg.write(ffmpeg.path, () =>
      ['cat > /dev/null', 'head -c 96000 /dev/zero'].join('\n'),
    );
    server = new IngestServer({ ffmpegPath: decoder.path, pushIdleMs: 300 });
    await server.listen();
    const source = connect().write(put(), WAV);
    await source.closed;
    expect(source.said).to.match(/HTTP\/1\.1 408 Request Timeout\r\n[^]*No byte came for 0\.3 s/);
    expect(server.station.feed.nextSample).to.equal(24_000);
    expect(server.station.feed.isAttached).to.equal(false);
    expect(server.station.feed.hasEnded).to.equal(false);
  });

  it('however slow 200 others are, and ends those', async () => {
    await server.close();
    server = new IngestServer({ ffmpegPath: ffmpeg.path, headTimeoutMs: 1_500 });
    await server.listen();
    const openings = ['', 'S', 'SOURCE /ma', sourceHead('PUT /main HTTP/1.1').slice(0, -2)];
    const slow = Array.from({ length: 200 }, (_, index) => connect().write(openings[index % 4] ?? ''));
    // Whoever has the key and sends no sound is one at most.
    const silent = Array.from({ length: 20 }, () => connect().write(put()));
    await Promise.all(silent.map((source) => source.until(/100 Continue|403 Mountpoint in use/)));
    expect(silent.filter(({ said }) => said === CONTINUE).length).to.equal(1);
    expect(childFfmpegPids().length).to.be.at.most(1);
    for (const source of silent) source.socket.destroy();
    const status = await fetch(`http://${server.host}/broadcast/nowhere`);
    expect(status.status).to.equal(404);
    await Promise.all(slow.map(({ closed }) => closed));
    expect(new Set(slow.map(({ said }) => said))).to.deep.equal(new Set(['']));
    expect(await connect().write(put(), WAV).finish()).to.contain('200 OK');
  });
});
