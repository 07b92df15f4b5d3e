import { expect } from 'chai';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

const PART_MS = 192;

describe('state', () => {
  let server: PlayerServer;
  afterEach(() => server.close());

  const stateOf = async (path: string): Promise<Record<string, unknown>> =>
    JSON.parse(String((await server.ask(path)).body)) as Record<string, unknown>;

  it('of a station that never was on air', async () => {
    server = await startPlayer();
    expect(await stateOf('/api/stations/main')).to.deep.equal({
      name: 'main',
      onAir: false,
      access: 'public',
      startedAt: null,
      profile: null,
      url: '/live/main/master.m3u8',
      renditions: [],
      listeners: 0,
      latencyMs: null,
      nowPlaying: null,
      information: null,
    });
  });

  it('of a station on air, and when its broadcast has ended', async () => {
    server = await startPlayer({ built: { renditions: ['aac-96', 'flac'] } });
    server.builder.publishParts(3);
    const newest = server.builder.manifest.segments.at(-1);
    const endMs = (newest?.dateMs ?? 0) + 3 * PART_MS;
    server.clock.advance(endMs + 60 - server.clock.wallMs());
    const latencyMs = 60 + 3 * PART_MS;
    const onAir = {
      name: 'main',
      onAir: true,
      access: 'public',
      startedAt: '2025-11-20T12:00:00.000Z',
      profile: 'low',
      url: '/live/main/master.m3u8',
      renditions: [
        { name: 'aac-96', codec: 'aac', bitrateBps: 96_000, url: '/live/main/aac-96/live.m3u8' },
        { name: 'flac', codec: 'flac', bitrateBps: 1_536_000, url: '/live/main/flac/live.m3u8' },
      ],
      listeners: 0,
      latencyMs,
      nowPlaying: null,
      information: null,
    };
    expect(await stateOf('/api/stations/main')).to.deep.equal(onAir);
    server.builder.end();
    expect(await stateOf('/api/stations/main')).to.deep.equal({ ...onAir, onAir: false, latencyMs: null });
  });

  it('has what plays from the playlists where no source is at hand, as in a process that only plays', async () => {
    server = await startPlayer();
    const song = { id: 'a', title: 'A', artist: 'B', startSample: 9_216_000, startMs: 1_763_640_000_000 };
    server.builder.manifest = { ...server.builder.manifest, songs: [song] };
    server.builder.publishParts(1);
    const { nowPlaying } = await stateOf('/api/stations/main');
    const { startMs: _, ...told } = song;
    expect(nowPlaying).to.deep.equal({ ...told, startedAt: '2025-11-20T12:00:00.000Z' });
    server.builder.manifest = {
      ...server.builder.manifest,
      songs: [song, { ...song, id: 'b', title: null, artist: null }],
    };
    server.builder.publishParts(1);
    expect(await stateOf('/api/stations/main')).to.deep.include({ nowPlaying: null });
  });

  it('of all stations, in the order of the settings', async () => {
    server = await startPlayer({ stations: ['talk', 'main'] });
    server.builder.publishParts(1);
    const { stations } = await stateOf('/api/stations');
    expect(stations).to.deep.equal([
      await stateOf('/api/stations/talk'),
      await stateOf('/api/stations/main'),
    ]);
  });

  it('is for any page and no cache', async () => {
    server = await startPlayer();
    for (const path of ['/api/stations', '/api/stations/main', '/api/time', '/api/stations/nope']) {
      const { headers } = await server.ask(path);
      expect(headers).to.include({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
    }
  });

  it('of an unknown station says where the list is', async () => {
    server = await startPlayer();
    const { status, body } = await server.ask('/api/stations/nope');
    expect(status).to.equal(404);
    expect(refusalOf({ body })).to.deep.equal({
      code: 'unknown-station',
      message: 'There is no station "nope" here; /api/stations lists the stations.',
    });
  });

  it('has the time of the clock, with its fraction', async () => {
    server = await startPlayer();
    server.clock.advance(123.5);
    expect(await stateOf('/api/time')).to.deep.equal({ nowMs: server.clock.wallMs() });
    expect(server.clock.wallMs() % 1).to.equal(0.5);
  });

  it('counts listeners: who fetched a media playlist within three target durations', async () => {
    server = await startPlayer();
    server.builder.publishParts(1);
    const visit = (path: string, agent: string) => server.ask(path, { headers: { 'user-agent': agent } });
    await visit('/live/main/aac-96/live.m3u8', 'one');
    await visit('/live/main/aac-48/live.m3u8', 'one');
    await visit('/live/main/aac-96/live.m3u8', 'two');
    await visit('/live/main/master.m3u8', 'three');
    await visit('/live/main/aac-96/100.0.m4s', 'four');
    expect(await stateOf('/api/stations/main')).to.include({ listeners: 2 });
    server.clock.advance(5_000);
    await visit('/live/main/aac-96/live.m3u8', 'one');
    server.clock.advance(5_000);
    expect(await stateOf('/api/stations/main')).to.include({ listeners: 1 });
  });

  it('leaves out a station that is not configured, and says so once', async () => {
    server = await startPlayer({ stations: ['talk'] });
    server.builder.publishParts(2);
    expect((await server.ask('/live/main/master.m3u8')).status).to.equal(404);
    expect(server.complaints).to.deep.equal(['a station that is not configured publishes; it is not served']);
  });
});
