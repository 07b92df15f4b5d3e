import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const DOCKER = join(import.meta.dirname, '../../docker');

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

describe('alert rules', () => {
  const promtool = requireProgram('promtool');

  it('are rules to Prometheus', async () => {
    await promisify(execFile)(promtool.path, ['check', 'rules', join(DOCKER, 'alert-rules.yaml')]);
  });

  it('fire when there is something to do, and not before', async () => {
    const cases = join(import.meta.dirname, '../fixtures/alert-rules.yaml');
    await promisify(execFile)(promtool.path, ['test', 'rules', cases]);
  });
});

describe('metrics for Prometheus', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');

  let server: ServerProcess;
  let lastText = '';

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_STATIONS: 'main,other' } });
  });

  after(() => server.close());

  async function fetchText(): Promise<string> {
    const response = await fetch(server.url('/metrics'));
    expect(response.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
    return response.text();
  }

  /** The lines that are no comments, by name and labels, as they are now and not as they were read last. */
  async function read(): Promise<Map<string, number>> {
    let text = lastText;
    while (text === lastText) text = await fetchText();
    lastText = text;
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))]));
  }

  it('are at one address only, so that a proxy can close it', async () => {
    for (const path of ['/metrics/', '/METRICS', '/metric%73']) {
      expect((await fetch(server.url(path))).status, path).to.equal(404);
    }
  });

  it('tell of a station that is on air, and of one that is not', async () => {
    const source = await WebSocketSource.start({ server, sound: numberedNoise });
    for await (const { text } of followPlaylist(server.url('/live/main/aac-96/live.m3u8'))) {
      if (segmentsOf(text).length >= 1) break;
    }
    const metrics = await read();
    expect(metrics.get('ringcast_station_on_air{station="main"}')).to.equal(1);
    expect(metrics.get('ringcast_station_on_air{station="other"}')).to.equal(0);
    expect(metrics.get('ringcast_station_listeners{station="main"}')).to.equal(1);
    expect(metrics.get('ringcast_source_attached{station="main"}')).to.equal(1);
    expect(metrics.get('ringcast_source_attached{station="other"}')).to.equal(undefined);
    expect(metrics.get('ringcast_station_publications_total{station="main"}')).to.be.at.least(10);
    expect(metrics.get('ringcast_rendition_listeners{station="main",rendition="aac-96"}')).to.equal(1);
    expect(metrics.get('ringcast_rendition_listeners{station="main",rendition="flac"}')).to.equal(0);
    expect(metrics.get('ringcast_part_latency_seconds_count{station="main"}')).to.be.at.least(10);
    expect(metrics.get('ringcast_part_latency_seconds_bucket{le="2",station="main"}')).to.be.at.least(5);
    expect(metrics.get('ringcast_encoder_lateness_seconds{station="main"}')).to.be.within(0.01, 5);
    expect(metrics.get('ringcast_station_loudness_short_term_lufs{station="main"}')).to.be.within(-60, 3);
    expect(metrics.get('ringcast_station_peak_dbfs{station="main"}')).to.be.within(-60, 0);
    expect(metrics.get('ringcast_source_acknowledgement_lag_seconds{station="main"}')).to.be.within(0, 2);
    expect(metrics.get('ringcast_source_received_bytes_total{station="main"}')).to.be.above(100_000);
    expect(metrics.get('ringcast_journal_failing')).to.equal(0);
    const playlists = metrics.get('ringcast_http_requests_total{kind="playlist",code="200"}') ?? 0;
    expect(playlists).to.be.at.least(8);
    await source.stop();
    expect((await read()).get('ringcast_station_on_air{station="main"}')).to.equal(0);
  });

  it('tell what players report, and take nothing else for a report', async () => {
    const post = async (body: string, station = 'main'): Promise<number> => {
      const response = await fetch(server.url(`/api/stations/${station}/reports`), { method: 'POST', body });
      expect(response.headers.get('access-control-allow-origin')).to.equal('*');
      return response.status;
    };
    const report = { micToEarMs: 850, stallCount: 2, stalledMs: 1_500 };
    expect(await post(JSON.stringify(report))).to.equal(204);
    expect(await post(JSON.stringify(report), 'nowhere')).to.equal(404);
    expect(await post(JSON.stringify({ ...report, micToEarMs: -1 }))).to.equal(400);
    expect(await post(JSON.stringify({ ...report, name: 'somebody' }))).to.equal(400);
    expect(await post(`${JSON.stringify(report)}${' '.repeat(1_000)}`)).to.equal(400);
    const metrics = await read();
    const bucket = 'ringcast_listener_mic_to_ear_seconds_bucket{le="0.9",station="main"}';
    expect(metrics.get(bucket)).to.equal(1);
    expect(metrics.get('ringcast_listener_stalls_total{station="main"}')).to.equal(2);
    expect(metrics.get('ringcast_listener_stalled_seconds_total{station="main"}')).to.equal(1.5);
    const flood = await Promise.all(Array.from({ length: 610 }, () => post(JSON.stringify(report))));
    expect(flood.filter((status) => status === 429).length).to.be.within(10, 20);
  });

  it('are all there that the dashboard and the alert rules name', async () => {
    const text = await fetchText();
    const types = Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) => ({ name, type }));
    const known = types.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    );
    const dashboard = JSON.parse(await readFile(join(DOCKER, 'grafana-dashboard.json'), 'utf8')) as Dashboard;
    const rules = parse(await readFile(join(DOCKER, 'alert-rules.yaml'), 'utf8')) as Rules;
    const expressions = [
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ];
    const named = expressions.flatMap((expr) => expr.match(/\b(?:ringcast|process|nodejs)_\w+/g) ?? []);
    expect(named).to.have.length.above(40);
    expect([...new Set(named)].filter((name) => !known.includes(name))).to.deep.equal([]);
  });

  it('are worked out no more than once a second, however many ask', async () => {
    const texts = await Promise.all(Array.from({ length: 50 }, fetchText));
    expect(new Set(texts).size).to.be.at.most(2);
  });

  it('tell what the process costs', async () => {
    const metrics = await read();
    expect(metrics.get('process_resident_memory_bytes')).to.be.above(10_000_000);
    expect(metrics.get('nodejs_eventloop_lag_seconds')).to.be.at.least(0);
  });
});
