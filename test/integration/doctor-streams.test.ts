import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { examineStream } from '../../packages/server/src/doctor/stream/stream-examination.ts';
import { whatOf } from '../helpers/rule-breach.ts';

/** A stream of anybody: what is answered at each path; nothing is a connection that breaks off. */
type Stream = Readonly<Record<string, string | undefined>>;

/** A live playlist of segments of a second. */
function windowOf(uris: readonly string[]): string {
  const head = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:100\n';
  return `${head}${uris.map((uri) => `#EXTINF:1,\n${uri}\n`).join('')}`;
}

describe('a stream of anybody', function () {
  this.timeout(30_000);
  let origin: Server;
  let stream: Stream = {};

  before(async () => {
    origin = createServer((request, response) => {
      const path = new URL(request.url ?? '', 'http://origin').pathname.slice(1);
      if (path in stream && stream[path] === undefined) request.destroy();
      response.statusCode = path in stream ? 200 : 404;
      response.end(stream[path]);
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  });
  after((done) => {
    origin.close(done);
  });

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

  /** What is found, from the first address of a stream on. */
  async function examined(answers: Stream): Promise<string[]> {
    stream = answers;
    const { port } = origin.address() as AddressInfo;
    return whatOf(await examineStream(`http://127.0.0.1:${port}/${Object.keys(answers)[0]}`));
  }
});
