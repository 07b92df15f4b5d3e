import { expect } from 'chai';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

describe('metrics for Prometheus', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');

  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_STATIONS: 'main,other' } });
  });

  after(() => server.close());

  /** The lines that are no comments, by name and labels. */
  async function read(): Promise<Map<string, number>> {
    const response = await fetch(server.url('/metrics'));
    expect(response.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))]));
  }

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

  it('tell what the process costs', async () => {
    const metrics = await read();
    expect(metrics.get('process_resident_memory_bytes')).to.be.above(10_000_000);
    expect(metrics.get('nodejs_eventloop_lag_seconds')).to.be.at.least(0);
  });
});
