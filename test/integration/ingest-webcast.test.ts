import { expect } from 'chai';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { ProtocolClient } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { wavOf } from '../helpers/wav-file.ts';
import { WebcastClient } from '../helpers/webcast-client.ts';

const SAMPLES = 48_000;
const PCM = numberedPcm(0, SAMPLES);
const WAV = wavOf(PCM);
const TEXT = Buffer.from('all work and no play '.repeat(60_000));

describe('ingest takes webcast.js', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const connect = (path?: string) => WebcastClient.connect({ host: server.host, ...(path ? { path } : {}) });

  for (const path of ['/main', '/ingest/main']) {
    it(`at ${path}, from a page of any site, to the last sample`, async () => {
      const client = (await connect(path)).hello().send(WAV);
      client.socket.close();
      const feed = await server.station.opened();
      await feed.until(() => feed.hasEnded);
      expect(feed.options).to.deep.equal({ kind: 'webcast', isClocked: false });
      expect(feed.pcm.equals(PCM)).to.equal(true);
    });
  }

  it('with what is playing, and passes over messages of unknown types', async () => {
    const client = (await connect()).hello().say({ type: 'weather', data: 1 }).say({ type: 'ping' });
    client.say({ type: 'metadata', data: { title: 'B\r\n#EXTINF', artist: 'A', extra: 1 } }).send(WAV);
    await server.station.opened();
    expect(server.programme.nowPlaying).to.deep.include({ title: 'B #EXTINF', artist: 'A' });
    client.say({ type: 'metadata', data: { song: 'C - D', title: 7 } }).send(WAV.subarray(0, 100));
    const { feed } = server.station;
    client.socket.close();
    await feed.until(() => feed.hasEnded);
    expect(server.programme.history[0]).to.deep.include({ title: 'D', artist: 'C' });
  });

  it('and waits for one to come back that was cut off or whose page was left', async () => {
    for (const [index, leave] of [
      (client: WebcastClient) => client.socket.terminate(),
      (client: WebcastClient) => client.socket.close(1001),
    ].entries()) {
      const client = (await connect()).hello().send(WAV);
      const feed = await server.station.opened(index);
      leave(client);
      await feed.until(() => !feed.isAttached);
      expect(feed.hasEnded).to.equal(false);
    }
  });

  it('no faster than the station takes it', async () => {
    const long = wavOf(numberedPcm(0, 60 * 48_000));
    const client = (await connect()).hello().send(long.subarray(0, WAV.length));
    const feed = await server.station.opened();
    let open = () => {};
    feed.gate = new Promise((resolve) => {
      open = resolve;
    });
    client.send(long.subarray(WAV.length), 65_536);
    // Time enough for all of it, were it read: the server answers others meanwhile.
    for (let trip = 0; trip < 100; trip++) await fetch(`http://${server.host}/broadcast/nowhere`);
    const { bufferedAmount } = client.socket;
    open();
    expect(bufferedAmount).to.be.above(2_000_000);
    client.socket.close();
    await feed.until(() => feed.hasEnded);
    expect(feed.nextSample).to.equal(60 * 48_000);
  });

  const hello = { mime: 'audio/webm', password: STREAM_KEY };
  const refusals: [string, (client: WebcastClient) => unknown, number, RegExp][] = [
    ['a wrong key', (client) => client.hello({ ...hello, password: 'wrong' }), 4_401, /not the one/],
    ['no key', (client) => client.hello({ mime: 'audio/webm' }), 4_401, /is needed/],
    ['sound before the hello', (client) => client.send(WAV), 4_400, /hello must come first/],
    [
      'metadata before the hello',
      (client) => client.say({ type: 'metadata', data: {} }),
      4_400,
      /hello must/,
    ],
    ['a second hello', (client) => client.hello().hello(), 4_400, /Only one hello/],
    ['text that is no JSON', (client) => client.say('hello'), 4_400, /message of webcast was expected/],
    [
      'a hello without a type of sound',
      (client) => client.hello({ user: 'source', password: STREAM_KEY }),
      4_400,
      /message of webcast was expected.* lacks data\.mime/,
    ],
    ['text as sound', (client) => client.hello().send(TEXT), 4_415, /must be audio/],
  ];
  for (const [name, act, code, reason] of refusals) {
    it(`and refuses ${name}, saying why`, async () => {
      const client = await connect();
      act(client);
      const closed = await client.closed;
      expect(closed.code).to.equal(code);
      expect(closed.reason).to.match(reason);
      expect(JSON.stringify([closed.reason, server.logger.lines])).to.not.contain(STREAM_KEY);
      expect(server.station.feeds.length).to.equal(0);
    });
  }

  it('and refuses a second source, whether one is on air or about to be', async () => {
    const first = (await connect()).hello();
    const second = (await connect()).hello().send(WAV);
    expect(await second.closed).to.deep.include({ code: 4_409 });
    first.send(WAV);
    await server.station.opened();
    const third = (await connect()).hello();
    expect((await third.closed).reason).to.match(/^Station "main" is on air from another source \(webcast\)/);
    // The one that was refused did not take the other's seat away.
    expect(childFfmpegPids().length).to.equal(1);
  });

  it('and refuses unknown stations and too many connections before the WebSocket opens', async () => {
    const refusalOf = (station: string) =>
      ProtocolClient.refusal({ host: server.host, station, protocol: 'webcast' });
    expect((await refusalOf('other')).status).to.equal(404);
    await server.close();
    server = new IngestServer({ ffmpegPath: ffmpeg.path, maxConnectionsPerAddress: 1, helloTimeoutMs: 200 });
    await server.listen();
    const silent = await connect();
    expect((await refusalOf('main')).status).to.equal(429);
    expect(await silent.closed).to.deep.equal({
      code: 4_408,
      reason: 'A hello must come within 0.2 s; none came.',
    });
  });

  it('and says that the server goes down', async () => {
    const client = (await connect()).hello().send(WAV);
    await server.station.opened();
    await server.closeIngest();
    expect(await client.closed).to.deep.include({ code: 4_503 });
  });
});
