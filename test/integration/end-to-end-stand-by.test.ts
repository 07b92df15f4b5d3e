import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
import { FlacListener } from '../helpers/flac-listener.ts';
import { noiseStretches, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';
import { endlessWavHeader } from '../helpers/wav-file.ts';
import { WebcastClient } from '../helpers/webcast-client.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

/** A source that sends its own stretch of numbered noise, 20 ms at a time, as a sound card would. */
interface Source {
  /** Number of its first sample; each has ten million for itself. */
  readonly from: number;
  /** Its connection closes without a word. */
  drop(): void;
  /** It ends as it should, where it can. */
  stop?(): Promise<unknown>;
}

const OWN_SAMPLES = 10_000_000;
const BLOCK_SAMPLES = 960;
const BLOCK_MS = 20;
const TOGETHER_MS = 900;
/** The hold of `low`, and the 10 ms in which a source fades in. */
const LONGEST_GAP_SAMPLES = 13_824 + 480;

describe('a second source that stands by', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let server: ServerProcess;
  let count = 0;

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_SECOND_SOURCE: 'stand-by' } });
  });
  after(() => server.close());

  it('takes over from whatever way in to whatever way in, in one broadcast, and is in the journal whole', async function () {
    const ways = [webSocket, push, icecast, webcast, webSocket];
    let present: Source = await webSocket();
    while (!(await playlist()).includes('#EXTINF')) await delay(50);
    const listener = new FlacListener({
      ffmpegPath: ffmpeg.path,
      url: server.url('/live/main/flac/live.m3u8'),
      from: 'window',
    });
    await listener.untilPlaying();
    for (const way of ways.slice(1)) {
      const next = await way();
      await delay(TOGETHER_MS);
      if (way === push) await expectRefusal();
      present.drop();
      present = next;
      await delay(TOGETHER_MS);
    }
    await present.stop?.();
    await listener.ended();

    const stretches = noiseStretches(listener.pcm).filter(({ from, to }) => to - from > BLOCK_SAMPLES);
    const owners = stretches.map(({ from }) => Math.floor(from / OWN_SAMPLES));
    expect(owners).to.deep.equal(ways.map((_, index) => index));
    const gaps = stretches.slice(1).map(({ at }, index) => {
      const before = stretches[index]!;
      return at - (before.at + before.to - before.from);
    });
    this.test!.title += ` (gaps of ${gaps.map((gap) => Math.round(gap / 48)).join(', ')} ms)`;
    expect(Math.max(...gaps)).to.be.at.most(LONGEST_GAP_SAMPLES);
    expect(await playlist())
      .to.contain('#EXT-X-ENDLIST')
      .and.not.match(/#EXT-X-DISCONTINUITY\n/);

    // Of each, the journal has what was heard and what was sent while it stood by, without a hole.
    const kept = await keptRanges();
    expect(kept.map(({ from }) => from)).to.deep.equal(ways.map((_, index) => index * OWN_SAMPLES));
    for (const [index, { to }] of kept.entries()) expect(to).to.be.at.least(stretches[index]!.to);
  });

  const playlist = async () => (await fetch(server.url('/live/main/flac/live.m3u8'))).text();

  /** A third is told why it cannot stand by too. */
  async function expectRefusal(): Promise<void> {
    const third = new SourceConnection(server.port);
    third.write(sourceHead('PUT /main HTTP/1.1', { Authorization: authorization() }));
    expect(await third.finish()).to.match(/403 Mountpoint in use[^]*one more stands by/);
  }

  const authorization = () => `Basic ${btoa(`source:${server.key}`)}`;
  const claim = () => count++ * OWN_SAMPLES;

  async function webSocket(): Promise<Source> {
    const from = claim();
    const sound = (sample: number, samples: number) => numberedNoise(from + sample, samples);
    const source = await WebSocketSource.start({ server, sound });
    return { from, drop: () => source.drop(), stop: () => source.stop() };
  }

  async function push(): Promise<Source> {
    const from = claim();
    const path = '/ingest/main?format=s16le&rate=48000&channels=2';
    const outgoing: ClientRequest = request(server.url(path), {
      method: 'PUT',
      headers: { authorization: authorization() },
    });
    outgoing.on('error', () => {});
    const stop = pace(from, (pcm) => outgoing.write(pcm));
    return { from, drop: () => (stop(), outgoing.destroy()) };
  }

  async function icecast(): Promise<Source> {
    const from = claim();
    const connection = new SourceConnection(server.port);
    connection.write(sourceHead('PUT /main HTTP/1.1', { Authorization: authorization() }));
    await connection.until(/200 OK/);
    connection.write(endlessWavHeader());
    const stop = pace(from, (pcm) => connection.write(pcm));
    return { from, drop: () => (stop(), connection.socket.destroy()) };
  }

  async function webcast(): Promise<Source> {
    const from = claim();
    const client = await WebcastClient.connect({ host: `127.0.0.1:${server.port}` });
    client.hello({ mime: 'audio/wav', user: 'source', password: server.key }).send(endlessWavHeader());
    const stop = pace(from, (pcm) => client.send(pcm));
    return { from, drop: () => (stop(), client.socket.terminate()) };
  }

  /** Stretches of the journal's sessions: each is to be one. */
  async function keptRanges(): Promise<{ from: number; to: number }[]> {
    const station = join(server.folder, 'state/journal/main');
    const ranges: { from: number; to: number }[] = [];
    for (const session of await readdir(station)) {
      const runs: Uint8Array[] = [];
      for await (const run of readPcm(join(station, session))) if (run.type === 'pcm') runs.push(run.pcm);
      const stretches = noiseStretches(Buffer.concat(runs));
      expect(stretches, session).to.have.lengthOf(1);
      ranges.push(stretches[0]!);
    }
    return ranges.toSorted((a, b) => a.from - b.from);
  }
});

/** Hands 20 ms of noise over every 20 ms; returns how to stop. */
function pace(from: number, send: (pcm: Buffer) => void): () => void {
  const startedAtMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (; sent * BLOCK_MS < performance.now() - startedAtMs; sent += 1) {
      send(numberedNoise(from + sent * BLOCK_SAMPLES, BLOCK_SAMPLES));
    }
  }, BLOCK_MS);
  return () => clearInterval(timer);
}
