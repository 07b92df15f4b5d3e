import { SegmenterError } from '@ringcast/segmenter';
import { expect } from 'chai';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Hello } from '../../packages/ingest/src/wire/message.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { HELLO, NATIVE_FORMAT, ProtocolClient } from '../helpers/protocol-client.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';

describe('ingest over WebSocket', () => {
  let server: IngestServer;

  beforeEach(async () => {
    // No test here needs a decoder.
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await server.listen();
  });

  afterEach(() => server.close());

  const connect = () => ProtocolClient.connect({ host: server.host });
  const live = (hello: Partial<Hello> = {}) => ProtocolClient.live(server.host, hello);

  it('takes a broadcast from hello to stopped, sample by sample', async () => {
    const client = await live();
    const pcm = numberedPcm(0, 48_000);
    client.sendPcm(pcm, { format: NATIVE_FORMAT });
    await client.acknowledged(48_000);
    client.say({ type: 'stop', endSample: 48_000 });
    expect(await client.next('stopped')).to.deep.equal({ type: 'stopped', nextSample: 48_000 });
    expect(await client.closed).to.deep.equal({ code: 1000, reason: 'stopped' });
    expect(server.station.feed.pcm.equals(pcm)).to.equal(true);
    expect(server.station.feed.hasEnded).to.equal(true);
    expect(server.station.feed.options).to.include({ kind: 'websocket', isClocked: true });
  });

  it('answers time with the client’s and its own', async () => {
    const client = await connect();
    client.say({ type: 'time', clientTimeMs: 51_234.5 });
    const { clientTimeMs, serverTimeMs } = await client.next('time');
    expect(clientTimeMs).to.equal(51_234.5);
    expect(Math.abs(serverTimeMs - Date.now())).to.be.below(1_000);
  });

  it('goes on after a lost connection without losing or doubling a sample', async () => {
    const pcm = numberedPcm(0, 96_000);
    const first = await live();
    first.sendPcm(pcm.subarray(0, 50_000 * 4), { format: NATIVE_FORMAT });
    await first.acknowledged(960);
    first.socket.terminate();
    await server.station.feed.until((feed) => !feed.isAttached);
    const second = await connect();
    const { nextSample } = await second.hello(HELLO);
    expect(nextSample).to.be.within(960, 50_000);
    second.sendPcm(pcm.subarray(nextSample * 4), { format: NATIVE_FORMAT, startSample: nextSample });
    await second.acknowledged(96_000);
    expect(server.station.feeds.length).to.equal(1);
    expect(server.station.feed.isAttached).to.equal(true);
    expect(server.station.feed.pcm.equals(pcm)).to.equal(true);
  });

  it('evicts the older connection of a session', async () => {
    const first = await live();
    const second = await live();
    await first.expectClose(4410, 'evicted', /newer connection/);
    second.sendPcm(numberedPcm(0, 960), { format: NATIVE_FORMAT });
    await second.acknowledged(960);
    expect(server.station.feed.isAttached).to.equal(true);
  });

  it('refuses another session while a source is on air, and takes it when that one is lost', async () => {
    const first = await live();
    const second = await connect();
    second.say({ type: 'hello', ...HELLO, session: 'session-2' });
    await second.expectClose(4409, 'station-busy', /on air from another source/);
    first.socket.terminate();
    await server.station.feed.until((feed) => !feed.isAttached);
    const third = await live({ session: 'session-2' });
    third.sendPcm(numberedPcm(0, 960), { format: NATIVE_FORMAT });
    await third.acknowledged(960);
    const late = await connect();
    late.say({ type: 'hello', ...HELLO });
    await late.expectClose(4409, 'station-busy', /on air from another source/);
  });

  it('goes on air again when sound comes after the station’s patience ended', async () => {
    const client = await live();
    server.station.feed.close(new SegmenterError('station-ended', 'No sound came for 60 s.'));
    client.sendPcm(numberedPcm(0, 960), { format: NATIVE_FORMAT });
    await client.acknowledged(960);
    expect(server.station.feeds).to.have.length(2);
    expect(server.station.feed.pcm.equals(numberedPcm(0, 960))).to.equal(true);
  });

  it('reads no faster than the station takes', async () => {
    const client = await live();
    const { feed } = server.station;
    let open = () => {};
    feed.gate = new Promise((resolve) => {
      open = resolve;
    });
    const pcm = numberedPcm(0, 48_000 * 60);
    client.sendPcm(pcm, { format: NATIVE_FORMAT });
    // What neither the server nor the kernel takes stays with the client.
    expect(client.socket.bufferedAmount).to.be.above(1_000_000);
    open();
    await client.acknowledged(48_000 * 60);
    expect(feed.pcm.equals(pcm)).to.equal(true);
  });

  it('closes with 1001 when the server goes down, after everything that was received', async () => {
    const client = await live();
    client.sendPcm(numberedPcm(0, 9_600), { format: NATIVE_FORMAT });
    await client.acknowledged(960);
    await server.closeIngest();
    expect((await client.closed).code).to.equal(1001);
    const refusal = await ProtocolClient.refusal({ host: server.host });
    expect({ status: refusal.status, code: refusal.body.code }).to.deep.equal({
      status: 503,
      code: 'going-down',
    });
  });

  it('ends a half-open connection after two missed pings, and keeps the session', async () => {
    await server.close();
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', pingEveryMs: 50 });
    await server.listen();
    const socket = createConnection(server.port, '127.0.0.1');
    const key = Buffer.alloc(16).toString('base64');
    socket.write(
      `GET /ingest/main HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ringcast.v1\r\n\r\n`,
    );
    await once(socket, 'data');
    const closed = once(socket.resume(), 'close');
    const hello = Buffer.from(JSON.stringify({ type: 'hello', ...HELLO }));
    // A masked text frame, whose mask is zero.
    socket.write(
      Buffer.concat([Buffer.of(0x81, 0xfe, hello.length >> 8, hello.length & 255, 0, 0, 0, 0), hello]),
    );
    const feed = await server.station.opened();
    await feed.until(() => !feed.isAttached);
    await closed;
    expect((await live()).messages).to.deep.equal([]);
    expect(feed.isAttached).to.equal(true);
  });

  it('says nothing of a key in its log', async () => {
    const client = await connect();
    client.say({ type: 'hello', ...HELLO, key: 'another-secret' });
    await client.closed;
    await live();
    const log = JSON.stringify(server.logger.lines);
    expect(log).not.to.contain('another-secret');
    expect(log).not.to.contain(STREAM_KEY);
  });
});
