import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { push, PushRequest } from '../helpers/push-request.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StandInFfmpeg } from '../helpers/stand-in-ffmpeg.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';

const RAW = '/ingest/main?format=s16le&rate=48000&channels=2';

describe('ingest refuses a push', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const paths: [string, number, string][] = [
    ['/ingest/other', 404, 'unknown-station'],
    ['/ingest/..%2f..%2fetc', 404, 'unknown-station'],
    ['/ingest/%2e%2e', 404, 'unknown-station'],
    [`/ingest/${'x'.repeat(64)}`, 404, 'unknown-station'],
  ];
  for (const [path, status, code] of paths) {
    it(`to ${path.slice(0, 30)} with ${status}`, async () => {
      const answer = await push({ host: server.host, path }, numberedPcm(0, 960));
      expect({ status: answer.status, code: answer.body.code }).to.deep.equal({ status, code });
    });
  }

  it('without a key or with a wrong one, with 401', async () => {
    for (const authorization of [
      '',
      'Bearer wrong',
      `Bearer ${STREAM_KEY}x`,
      `Basic ${btoa('source:')}`,
      'Basic %%%',
    ]) {
      const answer = await push(
        { host: server.host, path: RAW, headers: { authorization } },
        numberedPcm(0, 960),
      );
      expect({ authorization, status: answer.status }).to.deep.equal({ authorization, status: 401 });
      expect(answer.headers['www-authenticate']).to.equal('Bearer, Basic realm="ringcast"');
      expect(answer.body.message).to.match(/stream key/);
    }
    expect(server.station.feeds.length).to.equal(0);
  });

  const rate = 'rate must be a whole number from 8000 to 192000';
  const channels = 'channels must be a whole number from 1 to 8';
  const queries: [string, string][] = [
    ['format=s16le&rate=NaN&channels=2', `${rate}; "NaN" came.`],
    ['format=s16le&rate=1&channels=2', `${rate}; "1" came.`],
    ['format=s16le&rate=1e5&channels=2', `${rate}; "1e5" came.`],
    ['format=s16le&rate=-48000&channels=2', `${rate}; "-48000" came.`],
    ['format=s16le&channels=2', `${rate}; nothing came.`],
    ['format=s16le&rate=48000&channels=0', `${channels}; "0" came.`],
    ['format=s16le&rate=48000&channels=9', `${channels}; "9" came.`],
    ['format=s16le&rate=48000&channels=2&channels=2', 'channels must come once; it came 2 times.'],
    ['format=mp3&rate=48000&channels=2', 'format must be one of s16le, s24le, s32le, f32le; "mp3" came.'],
    ['rate=48000', 'format must be one of s16le, s24le, s32le, f32le; nothing came.'],
  ];
  for (const [query, message] of queries) {
    it(`with ?${query}, naming the parameter`, async () => {
      const path = `/ingest/main?${query}`;
      const { status, body } = await push({ host: server.host, path }, numberedPcm(0, 960));
      expect({ status, body }).to.deep.equal({ status: 400, body: { code: 'bad-parameter', message } });
    });
  }

  it('whose raw body ends within a sample, and puts the whole samples on air', async () => {
    const pcm = numberedPcm(0, 961);
    const { status, body } = await push({ host: server.host, path: RAW }, pcm.subarray(0, 3_841));
    expect({ status, body }).to.deep.equal({
      status: 400,
      body: {
        code: 'bad-parameter',
        message:
          'The body must be whole samples of channels=2 and format=s16le, 4 bytes each; ' +
          'after 960 of them 1 more bytes came.',
      },
    });
    expect(server.station.feed.pcm.equals(pcm.subarray(0, 3_840))).to.equal(true);
  });

  it('whose body is empty, raw or not', async () => {
    for (const path of [RAW, '/ingest/main']) {
      const { status, body } = await push({ host: server.host, path });
      expect({ status, code: body.code }).to.deep.equal({ status: 400, code: 'empty-body' });
    }
    expect(server.station.feeds.length).to.equal(0);
  });

  it('with NaN or infinity in f32le, naming the sample', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const pcm = Buffer.alloc(9_600 * 8);
      pcm.writeFloatLE(value, 7_000 * 8 + 4);
      const path = '/ingest/main?format=f32le&rate=48000&channels=2';
      const { status, body } = await push({ host: server.host, path }, pcm.subarray(0, 11), pcm.subarray(11));
      expect({ status, body }).to.deep.equal({
        status: 422,
        body: {
          code: 'bad-sample',
          message: `Sample 7000 must be a finite number; ${value} came in channel 1.`,
        },
      });
    }
  });

  const bodies: [string, Uint8Array][] = [
    ['text', Buffer.from('all work and no play '.repeat(1_000))],
    ['one byte', Buffer.of(1)],
    ['zeros', Buffer.alloc(100_000)],
    ['noise', randomBytes(300_000)],
    ['JSON', Buffer.from('{"format":"s16le"}')],
    [
      'a playlist that names a file',
      Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n'),
    ],
    ['a list that names a file', Buffer.from("ffconcat version 1.0\nfile '/etc/hostname'\n")],
  ];
  for (const [name, bytes] of bodies) {
    it(`whose body is ${name}, with 415, and leaves the station off air`, async () => {
      const { status, body } = await push({ host: server.host }, bytes);
      expect({ status, code: body.code }).to.deep.equal({ status: 415, code: 'not-audio' });
      expect(body.message).to.match(
        /^The body must be audio that ffmpeg can read as a stream\. ffmpeg says: .+/,
      );
      expect(server.station.feeds.length).to.equal(0);
    });
  }

  it('whose endless body is no audio, before it ends', async () => {
    const request = new PushRequest({ host: server.host });
    const text = Buffer.from('all work and no play '.repeat(3_000));
    const timer = setInterval(() => request.outgoing.write(text), 5);
    expect((await request.answer()).status).to.equal(415);
    clearInterval(timer);
    request.outgoing.destroy();
  });

  it('with 500 where ffmpeg is missing', async () => {
    const broken = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await broken.listen();
    const { status, body } = await push({ host: broken.host }, Buffer.from('RIFF'));
    expect({ status, code: body.code }).to.deep.equal({ status: 500, code: 'internal' });
    expect(body.message).to.match(/^ffmpeg could not run/);
    await broken.close();
  });

  it('that cannot be decoded to its end, with 422, saying how far it came', async () => {
    const standIn = await StandInFfmpeg.write(ffmpeg.path, () =>
      ['head -c 96000 /dev/zero', 'echo "[mp3 @ 0x55] Header missing" >&2', 'exit 69'].join('\n'),
    );
    const broken = new IngestServer({ ffmpegPath: standIn.path });
    await broken.listen();
    const { status, body } = await push({ host: broken.host }, Buffer.from('sound'));
    expect({ status, body }).to.deep.equal({
      status: 422,
      body: {
        code: 'broken-audio',
        message: 'The sound could not be decoded beyond 0.500 s. ffmpeg says: mp3: Header missing',
      },
    });
    expect(broken.station.feed.isAttached).to.equal(false);
    expect(broken.station.feed.hasEnded).to.equal(false);
    await broken.close();
  });

  it('with 500 where ffmpeg is killed, and lets the source come back', async () => {
    const request = new PushRequest({
      host: server.host,
      path: '/ingest/main?format=s16le&rate=44100&channels=2',
    });
    request.outgoing.write(Buffer.alloc(44_100 * 4));
    const feed = await server.station.opened();
    for (const pid of childFfmpegPids()) process.kill(pid, 'SIGKILL');
    const { status, body } = await request.answer();
    expect({ status, code: body.code }).to.deep.equal({ status: 500, code: 'internal' });
    expect(body.message).to.contain('SIGKILL');
    expect(feed.isAttached).to.equal(false);
  });

  it('while another waits for its first sample, so that no key gives more than one decoder', async () => {
    const to = { host: server.host, path: '/ingest/main?format=s16le&rate=44100&channels=2' };
    const first = new PushRequest({ ...to, headers: { expect: '100-continue' } });
    first.outgoing.flushHeaders();
    await once(first.outgoing, 'continue');
    const others = Array.from({ length: 5 }, () => new PushRequest(to));
    for (const { outgoing } of others) outgoing.flushHeaders();
    for (const { status, body } of await Promise.all(others.map((other) => other.answer()))) {
      expect({ status, code: body.code }).to.deep.equal({ status: 409, code: 'station-busy' });
      expect(body.message).to.contain('from another source (http push)');
    }
    expect(childFfmpegPids().length).to.be.at.most(1);
    first.outgoing.end(Buffer.alloc(44_100 * 4));
    expect((await first.answer()).status).to.equal(200);
  });

  it('in which there is no sound for minutes, however little comes of it', async () => {
    let nowMs = 1_000_000;
    const patient = new IngestServer({ ffmpegPath: ffmpeg.path, now: () => nowMs });
    await patient.listen();
    const request = new PushRequest({ host: patient.host });
    request.outgoing.write('RIFF');
    const answer = request.answer();
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    while (!isAnswered) {
      nowMs += 60_000;
      request.outgoing.write(' ');
      await new Promise(setImmediate);
    }
    const { status, body } = await answer;
    expect({ status, code: body.code }).to.deep.equal({ status: 415, code: 'not-audio' });
    expect(body.message).to.match(/ bytes within 300 s there was no sound\.$/);
    request.outgoing.destroy();
    await patient.close();
  });

  it('of another method with 405', async () => {
    const response = await fetch(`http://${server.host}/ingest/main`, { method: 'DELETE' });
    expect(response.status).to.equal(405);
    expect(response.headers.get('allow')).to.contain('PUT');
  });
});
