import { expect } from 'chai';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeMedia } from '../../packages/server/src/doctor/stream/live-probe.ts';
import { examineStream } from '../../packages/server/src/doctor/stream/stream-examination.ts';
import { whatOf } from '../helpers/rule-breach.ts';
import { fragmentOf, fullBox } from '../helpers/sample-boxes.ts';

/** A stream of anybody: what is answered at each path; nothing is a connection that breaks off. */
type Stream = Readonly<Record<string, string | Buffer | undefined>>;

const SAMPLES = 48 * 1_024;

/** A live playlist of segments of a second. */
function windowOf(uris: readonly string[]): string {
  const head = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:100\n';
  return `${head}${uris.map((uri) => `#EXTINF:1,\n${uri}\n`).join('')}`;
}

/** A segment of {@link SAMPLES} samples, from that one on. */
function mediaOf(startSample: number): Buffer {
  const tfhd = fullBox('tfhd', { flags: 0x20008 }, 1, 1_024);
  return fragmentOf(
    tfhd,
    fullBox('tfdt', { version: 1 }, 0, startSample),
    fullBox('trun', {}, SAMPLES / 1_024),
  );
}

describe('a stream of anybody', function () {
  this.timeout(30_000);
  let origin: Server;
  let stream: Stream = {};
  let headersFor: (request: IncomingMessage) => [string, string][] = () => [];

  before(async () => {
    origin = createServer((request, response) => {
      const path = new URL(request.url ?? '', 'http://origin').pathname.slice(1);
      if (path in stream && stream[path] === undefined) request.destroy();
      for (const [name, value] of headersFor(request)) response.setHeader(name, value);
      response.statusCode = path in stream ? 200 : 404;
      response.end(stream[path]);
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    headersFor = () => [];
  });
  after((done) => {
    origin.close(done);
  });

  it('may tell pages alone who may read it', async () => {
    headersFor = ({ headers }) => (headers.origin ? [['access-control-allow-origin', headers.origin]] : []);
    const found = await examined({ 'live.m3u8': windowOf(['100.ts']) });
    expect(found.join('\n')).not.to.contain('Access-Control-Allow-Origin');
  });

  for (const { that, end, says } of [
    { that: 'is live may not be kept for long', end: '', says: true },
    { that: 'has ended may be kept for long', end: '#EXT-X-ENDLIST\n', says: false },
  ]) {
    it(`that ${that}, and what names its qualities may`, async () => {
      headersFor = () => [['cache-control', 'max-age=3600']];
      const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\nlive.m3u8\n';
      const found = await examined({ 'master.m3u8': master, 'live.m3u8': windowOf(['100.ts']) + end });
      const kept = found.filter((what) => what.includes('may be kept'));
      expect(kept).to.deep.equal(says ? ['/live.m3u8, a live playlist, may be kept for 3600 s.'] : []);
    });
  }

  it('may name what is no address', async () => {
    const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\nhttp://[/live.m3u8\n';
    expect(await examined({ 'master.m3u8': master })).to.include('"http://[/live.m3u8" is no address.');
  });

  it('is examined all the same where one of its addresses gives no answer', async () => {
    const variants = ['here', 'gone'].map((name) => `#EXT-X-STREAM-INF:BANDWIDTH=100000\n${name}.m3u8\n`);
    const found = await examined({
      'master.m3u8': `#EXTM3U\n${variants.join('')}`,
      'here.m3u8': windowOf(['100.ts', '101.ts', '102.ts']),
      'gone.m3u8': undefined,
      '101.ts': 'sound',
      '102.ts': undefined,
    });
    expect(found.join('\n'))
      .to.match(/^http\S+\/gone\.m3u8 gives no answer: /m)
      .and.to.match(/^\/here\.m3u8: There is no EXT-X-DISCONTINUITY-SEQUENCE\./m)
      .and.to.match(/^\/here\.m3u8: Nothing new came/m)
      .and.to.match(/^\/here\.m3u8: http\S+\/102\.ts gives no answer: /m);
  });

  describe('has media', () => {
    const media = { '100.m4s': mediaOf(0), '101.m4s': mediaOf(SAMPLES), '102.m4s': mediaOf(2 * SAMPLES) };
    const later = { '101.m4s': mediaOf(1e6), '102.m4s': mediaOf(1e6 + SAMPLES) };
    const [broken, gap] = ['#EXT-X-DISCONTINUITY\n', '#EXT-X-GAP\n'];
    const ranges = ['9@0', '9@9', '9@18'].map((range) => `#EXT-X-BYTERANGE:${range}\nall.m4s`);
    const cases: { that: string; uris: string[]; answers: Stream; says: RegExp | undefined }[] = [
      { that: 'follow each other', uris: ['100', '101', '102'], answers: media, says: undefined },
      {
        that: 'do not follow each other',
        uris: ['100', '101', '102'],
        answers: { ...media, '102.m4s': mediaOf(1e6) },
        says: /102\.m4s begins at 1000000, and \S*101\.m4s ends at 98304/,
      },
      {
        that: 'begin anew before the last segment',
        uris: ['100', '101', `${broken}102`],
        answers: { ...media, '102.m4s': mediaOf(1e6) },
        says: undefined,
      },
      {
        that: 'begin anew before the last segment but one',
        uris: ['100', `${broken}101`, '102'],
        answers: { ...media, ...later },
        says: undefined,
      },
      {
        that: 'do not follow each other behind a new beginning',
        uris: [`${broken}100`, `${broken}101`, '102'],
        answers: { ...media, '101.m4s': mediaOf(1e6) },
        says: /102\.m4s begins at 98304/,
      },
      {
        that: 'have a gap',
        uris: ['100', `${gap}101`, '102'],
        answers: { ...media, ...later },
        says: undefined,
      },
      { that: 'end in a gap', uris: ['100', '101', `${gap}no`], answers: media, says: undefined },
      { that: 'are ranges of a file', uris: ranges, answers: { 'all.m4s': mediaOf(0) }, says: undefined },
    ];
    for (const { that, uris, answers, says } of cases) {
      it(`that ${that}`, async () => {
        const files = uris.map((uri) => (uri.endsWith('.m4s') ? uri : `${uri}.m4s`));
        const url = serve({ 'live.m3u8': windowOf(files), ...answers });
        const found = whatOf(await probeMedia(url)).join('\n');
        if (says === undefined) expect(found).not.to.match(/begins at|is answered with|no answer/);
        else expect(found).to.match(says);
      });
    }
  });

  it('may have variants of I-frames, which are not played', async () => {
    const frames = ['slow', 'fast'].map(
      (name) => `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9000,URI="${name}.m3u8"`,
    );
    const played = '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="mp4a.40.2"\nlive.m3u8';
    const found = await examined({
      'master.m3u8': `#EXTM3U\n${frames.join('\n')}\n${played}\n`,
      'live.m3u8': `${windowOf(['100.m4s', '101.m4s', '102.m4s'])}#EXT-X-ENDLIST\n`,
    });
    expect(found.join('\n')).not.to.match(/(slow|fast)\.m3u8 is answered with|target duration|lowest/);
  });

  async function examined(answers: Stream): Promise<string[]> {
    return whatOf(await examineStream(serve(answers)));
  }

  /** The address of the first of a stream's answers. */
  function serve(answers: Stream): string {
    stream = answers;
    const { port } = origin.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${Object.keys(answers)[0]}`;
  }
});
