import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { examineStream } from '../../packages/server/src/doctor/stream/stream-examination.ts';
import { whatOf } from '../helpers/rule-breach.ts';

/** A stream of anybody: what is answered at each path; nothing is a connection that breaks off. */
type Stream = Readonly<Record<string, string | undefined>>;

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

  /** What is found, from the first address of a stream on. */
  async function examined(answers: Stream): Promise<string[]> {
    stream = answers;
    const { port } = origin.address() as AddressInfo;
    return whatOf(await examineStream(`http://127.0.0.1:${port}/${Object.keys(answers)[0]}`));
  }
});
