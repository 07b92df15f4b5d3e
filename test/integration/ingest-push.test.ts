import { SegmenterError } from '@ringcast/segmenter';
import { expect } from 'chai';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { ProtocolClient } from '../helpers/protocol-client.ts';
import { push, PushRequest } from '../helpers/push-request.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';

const RAW = '/ingest/main?format=s16le&rate=48000&channels=2';

describe('ingest by HTTP push', () => {
  let server: IngestServer;

  beforeEach(async () => {
    // 48 kHz stereo s16le never needs ffmpeg.
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await server.listen();
  });

  afterEach(() => server.close());

  const begin = () => new PushRequest({ host: server.host, path: RAW });

  /** The PCM of the one push in the journal. */
  async function keptPcm(): Promise<Buffer> {
    const station = join(server.journalFolder, 'main');
    const [session = ''] = await readdir(station);
    const runs: Uint8Array[] = [];
    for await (const run of readPcm(join(station, session))) if (run.type === 'pcm') runs.push(run.pcm);
    return Buffer.concat(runs);
  }

  /** A gate before the feed, which stays closed until it is opened. */
  function closeGate(): () => void {
    let open = () => {};
    server.station.feed.gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }

  it('takes 48 kHz stereo s16le bit for bit, in slices of 20 ms, and answers when it is published', async () => {
    const pcm = numberedPcm(0, 48_001);
    const pieces = [
      pcm.subarray(0, 1),
      pcm.subarray(1, 3_000),
      pcm.subarray(3_000, 70_001),
      pcm.subarray(70_001),
    ];
    const { status, body } = await push({ host: server.host, path: RAW }, ...pieces);
    expect({ status, body }).to.deep.equal({
      status: 200,
      body: { samples: 48_001, seconds: 48_001 / 48_000 },
    });
    const { feed } = server.station;
    expect(feed.pcm.equals(pcm)).to.equal(true);
    expect(Math.max(...feed.writes)).to.equal(960);
    expect(feed.hasEnded).to.equal(true);
    expect(feed.options).to.deep.equal({ kind: 'http push', isClocked: false });
    expect((await keptPcm()).equals(pcm)).to.equal(true);
  });

  it('keeps nothing of a push that the station refuses', async () => {
    server.station.openFeed({ kind: 'other', isClocked: true });
    const { status } = await push({ host: server.host, path: RAW }, numberedPcm(0, 960));
    expect(status).to.equal(409);
    expect(await readdir(server.journalFolder)).to.deep.equal([]);
  });

  it('takes POST, a Content-Length and Basic authorization too', async () => {
    const pcm = numberedPcm(0, 960);
    const headers = {
      'content-length': String(pcm.length),
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${btoa(`source:${STREAM_KEY}`)}`,
    };
    const { status } = await push({ host: server.host, path: RAW, method: 'POST', headers }, pcm);
    expect(status).to.equal(200);
    expect(server.station.feed.pcm.equals(pcm)).to.equal(true);
  });

  it('asks for the body only once the key is right', async () => {
    const head = (key: string) =>
      `PUT ${RAW} HTTP/1.1\r\nHost: ${server.host}\r\nAuthorization: Bearer ${key}\r\n` +
      'Expect: 100-continue\r\nContent-Length: 3840\r\nConnection: close\r\n\r\n';
    const refused = createConnection(server.port, '127.0.0.1');
    refused.write(head('wrong'));
    expect(String((await once(refused, 'data'))[0])).to.match(/^HTTP\/1\.1 401 /);
    const taken = createConnection(server.port, '127.0.0.1');
    taken.write(head(STREAM_KEY));
    expect(String((await once(taken, 'data'))[0])).to.equal('HTTP/1.1 100 Continue\r\n\r\n');
    taken.write(numberedPcm(0, 960));
    expect(String((await once(taken, 'data'))[0])).to.match(/^HTTP\/1\.1 200 /);
    expect(server.station.feed.nextSample).to.equal(960);
  });

  it('reads no faster than the station takes', async () => {
    const request = begin();
    request.outgoing.write(numberedPcm(0, 960));
    await (await server.station.opened()).until((feed) => feed.nextSample === 960);
    const open = closeGate();
    const pcm = numberedPcm(960, 48_000 * 60);
    request.outgoing.end(pcm);
    await new Promise((resolve) => setImmediate(resolve));
    // Waiting for the station is no stall, however long it takes.
    await ProtocolClient.connect({ host: server.host }).then(({ socket }) => socket.terminate());
    expect(request.outgoing.socket?.writableLength).to.be.above(5_000_000);
    open();
    expect((await request.answer()).status).to.equal(200);
    expect(server.station.feed.nextSample).to.equal(48_000 * 60 + 960);
  });

  it('refuses a second source with 409, and leaves the first alone', async () => {
    const first = begin();
    first.outgoing.write(numberedPcm(0, 960));
    const feed = await server.station.opened();
    const { status, body } = await push({ host: server.host, path: RAW }, numberedPcm(0, 960));
    expect({ status, code: body.code }).to.deep.equal({ status: 409, code: 'station-busy' });
    first.outgoing.end(numberedPcm(960, 960));
    expect((await first.answer()).status).to.equal(200);
    expect(feed.pcm.equals(numberedPcm(0, 1_920))).to.equal(true);
  });

  it('puts what came before a cut on air and lets another source take over', async () => {
    const first = begin();
    first.outgoing.write(numberedPcm(0, 960));
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample === 960);
    first.outgoing.destroy();
    await feed.until(() => !feed.isAttached);
    expect(feed.hasEnded).to.equal(false);
    expect((await push({ host: server.host, path: RAW }, numberedPcm(0, 960))).status).to.equal(200);
    expect(server.station.feeds.length).to.equal(2);
  });

  it('ends a body that no longer comes with 408', async () => {
    await server.close();
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', pushIdleMs: 100 });
    await server.listen();
    const request = begin();
    request.outgoing.write(numberedPcm(0, 960));
    const { status, body } = await request.answer();
    expect({ status, code: body.code }).to.deep.equal({ status: 408, code: 'body-stalled' });
    expect(body.message).to.contain('0.1 s');
    expect(server.station.feed.isAttached).to.equal(false);
    expect(server.station.feed.nextSample).to.equal(960);
  });

  it('says why with 503 when the station ends the broadcast', async () => {
    const request = begin();
    request.outgoing.write(numberedPcm(0, 960));
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample === 960);
    feed.close(new SegmenterError('station-ended', 'The operator ended the broadcast.'));
    const { status, body } = await request.answer();
    expect({ status, body }).to.deep.equal({
      status: 503,
      body: { code: 'station-ended', message: 'The operator ended the broadcast.' },
    });
  });

  it('puts what was received on air when the server goes down, and says so with 503', async () => {
    const request = begin();
    request.outgoing.write(numberedPcm(0, 9_600));
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample === 9_600);
    await server.closeIngest();
    expect((await request.answer()).body.code).to.equal('going-down');
    const after = await push({ host: server.host, path: RAW }, numberedPcm(0, 960));
    expect({ status: after.status, code: after.body.code }).to.deep.equal({
      status: 503,
      code: 'going-down',
    });
  });
});
