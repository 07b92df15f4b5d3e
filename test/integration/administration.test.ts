import { expect } from 'chai';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StationEvent } from '../../packages/server/src/events/station-event.ts';
import type { StationReport } from '../../packages/server/src/administration/station-report.ts';
import { readEvents } from '../../packages/server/browser/feed/event-stream.ts';
import { DescribedApi, type DescribedRequest } from '../helpers/described-api.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const ADMIN_KEY = 'key-of-the-administration';
const SETTINGS = { RINGCAST_ADMIN_KEY: ADMIN_KEY, RINGCAST_RENDITIONS: 'aac-48,aac-96' };

describe('the administration', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;
  let api: DescribedApi;

  before(async () => {
    server = await ServerProcess.start({ settings: SETTINGS });
    api = await DescribedApi.read((path) => server.url(path), `Bearer ${ADMIN_KEY}`);
  });
  after(() => server.close());

  async function ask(
    method: DescribedRequest['method'],
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    return api.ask({ method, path, body });
  }

  async function report(station: string): Promise<StationReport> {
    return (await ask('GET', `/api/admin/stations/${station}`)).body as StationReport;
  }

  /** Resolves when a segment is published. */
  async function awaitSegment(path: string): Promise<void> {
    for await (const { text } of followPlaylist(server.url(path))) if (segmentsOf(text).length >= 1) return;
  }

  /** Why the server closed a connection. */
  async function codeOfClose(source: WebSocketSource): Promise<number> {
    const [code] = (await source.closed) as [number];
    return code;
  }

  it('makes a station that broadcasters and listeners find at once', async () => {
    const settings = { latency: 'ultra', renditions: ['aac-96'] };
    expect((await ask('POST', '/api/admin/stations', { name: 'pop-up', settings })).status).to.equal(201);
    const source = await WebSocketSource.start({ server, station: 'pop-up', sound: numberedNoise });
    await awaitSegment('/live/pop-up/aac-96/live.m3u8');
    const { isOnAir, loudness, uplink, peaks, window } = await report('pop-up');
    expect(isOnAir).to.equal(true);
    expect(loudness?.momentaryLufs).to.be.within(-60, 3);
    expect(uplink).to.include({ isConnected: true, reconnects: 0 });
    expect(peaks.length).to.be.within(10, 192);
    expect(window?.partsPerSegment).to.equal(30);
    await source.stop();
  });

  it('leaves nothing behind of a station that cannot be made', async () => {
    const aside = `${server.segmentsFolder}-aside`;
    await rename(server.segmentsFolder, aside);
    await writeFile(server.segmentsFolder, 'no folder');
    const station = { name: 'halved', settings: {} };
    const failed = await fetch(server.url('/api/admin/stations'), {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(station),
    });
    expect(failed.status).to.equal(500);
    expect((await ask('GET', '/api/admin/stations/halved')).status).to.equal(404);
    expect((await fetch(server.url('/api/stations/halved'))).status).to.equal(404);
    const pushed = await fetch(server.url('/ingest/halved'), { method: 'PUT', body: 'sound' });
    expect(await pushed.json()).to.have.property('code', 'unknown-station');
    const kept = await readFile(join(server.folder, 'state/stations.json'), 'utf8');
    expect(Object.keys(JSON.parse(kept) as object)).to.not.include('halved');
    await rm(server.segmentsFolder);
    await rename(aside, server.segmentsFolder);
    expect((await ask('POST', '/api/admin/stations', station)).status).to.equal(201);
    expect((await ask('DELETE', '/api/admin/stations/halved')).status).to.equal(204);
  });

  it('changes settings from the next broadcast on', async () => {
    const source = await WebSocketSource.start({ server, station: 'pop-up', sound: numberedNoise });
    await awaitSegment('/live/pop-up/aac-96/live.m3u8');
    const { effective } = await report('pop-up');
    for (const [record, isChangePending] of [
      [null, false],
      [false, true],
      [null, false],
    ]) {
      const { body } = await ask('PATCH', '/api/admin/stations/pop-up', { record });
      expect(body, `record ${record}`).to.deep.include({ isChangePending });
    }
    // All that there are may be given back.
    const nothing = Object.fromEntries(Object.keys(effective).map((name) => [name, null]));
    const change = { ...nothing, delayMs: 200, renditions: ['aac-48', 'flac'] };
    const { status, body } = await ask('PATCH', '/api/admin/stations/pop-up', change);
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      isChangePending: true,
      settings: { delayMs: 200, renditions: ['aac-48', 'flac'] },
    });
    expect((body as StationReport).effective.latency).to.equal('low');
    expect((await report('pop-up')).window?.partsPerSegment).to.equal(30);
    await source.stop();
    const next = await WebSocketSource.start({ server, station: 'pop-up', sound: numberedNoise });
    await awaitSegment('/live/pop-up/flac/live.m3u8');
    expect(await report('pop-up')).to.deep.include({ isChangePending: false });
    expect((await report('pop-up')).window?.partsPerSegment).to.equal(10);
    await next.stop();
  });

  it('ends a broadcast, and its broadcaster does not come back by himself', async () => {
    const source = await WebSocketSource.start({ server, sound: numberedNoise });
    const closed = codeOfClose(source);
    await awaitSegment('/live/main/aac-96/live.m3u8');
    expect((await ask('POST', '/api/admin/stations/main/stop')).status).to.equal(204);
    expect(await closed).to.equal(4503);
    expect((await report('main')).isOnAir).to.equal(false);
    const playlist = await (await fetch(server.url('/live/main/aac-96/live.m3u8'))).text();
    expect(playlist).to.include('#EXT-X-ENDLIST');
  });

  it('tells what happens as it happens', async () => {
    const closing = new AbortController();
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    const response = await fetch(server.url('/api/admin/events'), { headers, signal: closing.signal });
    expect(response.headers.get('x-accel-buffering')).to.equal('no');
    const stream = readEvents(response.body as ReadableStream<Uint8Array>);
    /** The next of a type; others are passed over. */
    const next = async (type: string): Promise<unknown> => {
      for (;;) {
        const { value, done } = await stream.next();
        if (done) throw new Error('the stream has ended');
        if (value.type === type) return value.data;
      }
    };
    const history = await next('history');
    const log = await next('log');
    const state = await next('stations');
    expect(history).to.be.an('array');
    expect((state as { stations: StationReport[] }).stations.map(({ name }) => name)).to.deep.equal([
      'main',
      'pop-up',
    ]);
    const events = [...(log as StationEvent[])];
    const isTold = (type: string): boolean =>
      events.some((event) => event.type === type && event.station === 'main');
    // What was on air before was looked at once a second.
    while (!isTold('station.off-air')) events.push((await next('event')) as StationEvent);
    const source = await WebSocketSource.start({ server, sound: numberedNoise });
    const event = await next('event');
    expect(event).to.include({ type: 'station.on-air', station: 'main', source: 'websocket' });
    expect(api.faultsOf('StationEvent', event)).to.equal('');
    await source.stop();
    closing.abort();
  });

  it('keeps what was made over a restart', async () => {
    const { folder, port } = server;
    await server.stop();
    server = await ServerProcess.start({ settings: SETTINGS, folder, port });
    const { settings, fallback } = await report('pop-up');
    expect(settings).to.deep.equal({ delayMs: 200, renditions: ['aac-48', 'flac'] });
    expect(fallback, 'what was made is not what the settings say').to.deep.include({ delayMs: 0 });
  });

  it('removes a station that was made, and none that the settings name', async () => {
    const source = await WebSocketSource.start({ server, station: 'pop-up', sound: numberedNoise });
    const closed = codeOfClose(source);
    expect((await ask('DELETE', '/api/admin/stations/pop-up')).status).to.equal(204);
    expect(await closed).to.equal(4503);
    expect((await fetch(server.url('/live/pop-up/master.m3u8'))).status).to.equal(404);
    expect((await ask('GET', '/api/admin/stations/pop-up')).status).to.equal(404);
    expect((await ask('GET', '/metrics')).body)
      .to.include('"main"')
      .and.not.include('"pop-up"');
    expect((await ask('DELETE', '/api/admin/stations/main')).body).to.include({ code: 'station-configured' });
    expect((await ask('POST', '/api/admin/stations', { name: 'pop-up' })).status).to.equal(201);
    const next = await WebSocketSource.start({ server, station: 'pop-up', sound: numberedNoise });
    await awaitSegment('/live/pop-up/aac-96/live.m3u8');
    await next.stop();
    expect((await ask('DELETE', '/api/admin/stations/pop-up')).status).to.equal(204);
  });

  const refusals = [
    { what: 'a name that is none', body: { name: 'Pop Up' }, status: 400, says: /name: expected 1 to 63 of/ },
    { what: 'a station that there is', body: { name: 'main' }, status: 409, says: /already/ },
    {
      what: 'settings that are none',
      body: { name: 'x', settings: { delayMs: -1, renditions: ['mp3'] } },
      status: 400,
      says: /settings.delayMs.*settings.renditions.0: expected aac-KBITS/,
    },
    {
      what: 'a setting that there is not',
      body: { name: 'x', settings: { dealyMs: 1 } },
      status: 400,
      says: /dealyMs/,
    },
  ];
  for (const { what, body, status, says } of refusals) {
    it(`refuses ${what}, and says why`, async () => {
      const answer = await ask('POST', '/api/admin/stations', body);
      expect(answer.status).to.equal(status);
      expect((answer.body as { message: string }).message).to.match(says);
    });
  }

  it('is closed to whoever lacks the key, and answers all else as its description says', async () => {
    const authorization = `Bearer ${server.key}`;
    expect((await api.ask({ method: 'GET', path: '/api/admin/stations', authorization })).status).to.equal(
      401,
    );
    const { body } = await ask('POST', '/api/admin/keys', { label: 'Anna' });
    await ask('GET', '/api/admin/keys');
    await ask('DELETE', `/api/admin/keys/${(body as { id: string }).id}`);
    await ask('DELETE', '/api/admin/keys/00000000');
    for (const path of [
      '/api/stations',
      '/api/stations/main',
      '/api/time',
      '/healthz',
      '/readyz',
      '/metrics',
    ]) {
      expect((await ask('GET', path)).status, path).to.equal(200);
    }
    for (const path of ['/api/stations/main/now-playing', '/api/stations/main/information']) {
      await ask('GET', path);
      await api.ask({
        method: 'PUT',
        path,
        authorization,
        body: path.endsWith('g') ? { title: 'A' } : { name: 'A' },
      });
      await api.ask({ method: 'DELETE', path, authorization });
    }
    await ask('POST', '/api/stations/main/reports', { micToEarMs: 800, stallCount: 0, stalledMs: 0 });
    expect(api.operations.filter((operation) => !api.asked.has(operation))).to.deep.equal(['followEvents']);
  });
});
