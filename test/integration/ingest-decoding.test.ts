import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chordAt, expectChord } from '../helpers/chord.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { push, PushRequest } from '../helpers/push-request.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { pcmOf } from '../helpers/tone.ts';

const run = promisify(execFile);
const SECONDS = 3;
const RATE_HZ = 44_100;

interface Kind {
  readonly name: string;
  readonly file: string;
  readonly arguments: string;
  /** How much later the sound comes: what encoders put before it where the container does not say so. */
  readonly delaySamples?: number;
}

const KINDS: Kind[] = [
  { name: 'WAV', file: 'a.wav', arguments: '' },
  { name: 'FLAC', file: 'a.flac', arguments: '' },
  { name: 'MP3', file: 'a.mp3', arguments: '-b:a 128k' },
  { name: 'Ogg Vorbis', file: 'a.ogg', arguments: '-c:a libvorbis' },
  { name: 'Ogg Opus', file: 'a.opus', arguments: '-c:a libopus' },
  { name: 'Ogg FLAC', file: 'b.ogg', arguments: '-c:a flac' },
  { name: 'AAC', file: 'a.aac', arguments: '-c:a aac', delaySamples: 1_024 * (48_000 / RATE_HZ) },
  { name: 'M4A', file: 'a.m4a', arguments: '-c:a aac -movflags +faststart' },
  { name: 'WebM', file: 'a.webm', arguments: '-c:a libopus' },
  { name: 'AIFF', file: 'a.aiff', arguments: '' },
];

describe('ingest decodes what is pushed', () => {
  const ffmpeg = requireProgram('ffmpeg');
  const curl = requireProgram('curl');
  let server: IngestServer;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-ingest-'));
    const format = { encoding: 's16le', sampleRateHz: RATE_HZ, channels: 2 } as const;
    const pcm = pcmOf(RATE_HZ * SECONDS, format, (sample) => chordAt(sample / RATE_HZ));
    await writeFile(join(folder, 'chord.pcm'), pcm);
  });

  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path, spoolFolder: join(folder, 'spool') });
    await server.listen();
  });

  afterEach(() => server.close());

  /** The chord, as a file of the kind that its name and options say. */
  async function encode(file: string, options: string): Promise<Buffer> {
    const path = join(folder, file);
    const words = options.split(' ').filter((word) => word !== '');
    const input = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '2', '-i', join(folder, 'chord.pcm')];
    await run(ffmpeg.path, ['-loglevel', 'error', '-y', ...input, ...words, path]);
    return readFile(path);
  }

  for (const { name, file, arguments: options, delaySamples = 0 } of KINDS) {
    it(`${name} by curl -T, from beginning to end and in order`, async () => {
      await encode(file, options);
      const words = ['--silent', '--fail-with-body', '-T', join(folder, file), '-u', `source:${STREAM_KEY}`];
      const { stdout } = await run(curl.path, [...words, `http://${server.host}/ingest/main`]);
      const body = JSON.parse(stdout) as { seconds: number; samples: number };
      expect(body.seconds).to.be.closeTo(SECONDS, 0.06);
      const { feed } = server.station;
      expect(body.samples).to.equal(feed.nextSample);
      expectChord(feed.pcm, { startSamples: [12_000, 60_000, 120_000], delaySamples });
    });
  }

  it('raw PCM that ffmpeg posts, to the last bit', async () => {
    const url = `http://${server.host}/ingest/main?format=s16le&rate=48000&channels=2`;
    const pcm = numberedNoise(0, 96_001);
    const path = join(folder, 'noise.pcm');
    await writeFile(path, pcm);
    const shape = ['-f', 's16le', '-ar', '48000', '-ac', '2'];
    const authorization = `Authorization: Bearer ${STREAM_KEY}\r\n`;
    const words = ['-loglevel', 'error', ...shape, '-i', path, ...shape, '-method', 'POST'];
    await run(ffmpeg.path, [...words, '-headers', authorization, url]);
    const { feed } = server.station;
    await feed.until(({ hasEnded }) => hasEnded);
    expect(feed.pcm.equals(pcm)).to.equal(true);
  });

  it('raw PCM of another rate, by its query', async () => {
    const bytes = await encode('raw.f32', '-f f32le');
    const path = '/ingest/main?format=f32le&rate=44100&channels=2';
    const { status, body } = await push(
      { host: server.host, path },
      bytes.subarray(0, 1_001),
      bytes.subarray(1_001),
    );
    expect({ status, body }).to.deep.equal({ status: 200, body: { samples: 144_000, seconds: 3 } });
  });

  it('while it still comes, without waiting for the end', async () => {
    const bytes = await encode('live.mp3', '-b:a 128k');
    const request = new PushRequest({ host: server.host });
    request.outgoing.write(bytes.subarray(0, bytes.length / 2));
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample > 48_000);
    request.outgoing.end(bytes.subarray(bytes.length / 2));
    expect((await request.answer()).status).to.equal(200);
  });

  it('and keeps what came before a cut', async () => {
    const bytes = await encode('cut.flac', '');
    const request = new PushRequest({ host: server.host });
    request.outgoing.write(bytes.subarray(0, bytes.length / 2));
    const feed = await server.station.opened();
    request.outgoing.destroy();
    await feed.until(() => !feed.isAttached);
    await feed.until(() => feed.nextSample > 48_000);
    expect(feed.hasEnded).to.equal(false);
  });

  it('and refuses it with 409 while another source is on air', async () => {
    server.station.openFeed({ kind: 'websocket', isClocked: true });
    const { status, body } = await push({ host: server.host }, await encode('busy.wav', ''));
    expect({ status, code: body.code }).to.deep.equal({ status: 409, code: 'station-busy' });
  });

  describe('an m4a whose index is at its end', () => {
    /** As phones write it: ffmpeg cannot go back in a stream for its index. */
    const encodeLast = () => encode('last.m4a', '-c:a aac -b:a 256k');
    const spools = () => readdir(join(folder, 'spool')).catch(() => []);
    const untilSpools = async (count: number) => {
      while ((await spools()).length !== count) await new Promise((resolve) => setImmediate(resolve));
    };

    it('once it is whole, and leaves nothing behind', async () => {
      const bytes = await encodeLast();
      const begun = new PushRequest({ host: server.host });
      for (let at = 0; at < bytes.length; at += 1_000) begun.outgoing.write(bytes.subarray(at, at + 1_000));
      begun.outgoing.end();
      const { status, body } = await begun.answer();
      expect({ status, message: body.message }).to.deep.equal({ status: 200, message: undefined });
      expectChord(server.station.feed.pcm, { startSamples: [12_000, 60_000, 120_000], delaySamples: 0 });
      expect(await spools()).to.deep.equal([]);
    });

    it('and says how to mend one that is too large to be kept', async () => {
      await server.close();
      server = new IngestServer({
        ffmpegPath: ffmpeg.path,
        maxSpoolBytes: 20_000,
        spoolFolder: join(folder, 'spool'),
      });
      await server.listen();
      const { status, body } = await push({ host: server.host }, await encodeLast());
      expect({ status, code: body.code }).to.deep.equal({ status: 413, code: 'too-large' });
      expect(body.message).to.contain('-movflags +faststart');
      await untilSpools(0);
    });

    it('while another goes on air before it, which needs not wait for it', async () => {
      const bytes = await encodeLast();
      const begun = new PushRequest({ host: server.host });
      begun.outgoing.write(bytes.subarray(0, bytes.length / 2));
      await untilSpools(1);
      expect((await push({ host: server.host }, await encode('before.wav', ''))).status).to.equal(200);
      begun.outgoing.end(bytes.subarray(bytes.length / 2));
      expect((await begun.answer()).status).to.equal(200);
    });

    it('and keeps nothing of one that is cut off', async () => {
      const bytes = await encodeLast();
      const headers = { 'content-length': String(bytes.length) };
      const begun = new PushRequest({ host: server.host, headers });
      begun.outgoing.write(bytes.subarray(0, bytes.length / 2));
      await untilSpools(1);
      begun.outgoing.destroy();
      await untilSpools(0);
      expect(server.station.feeds).to.deep.equal([]);
    });
  });
});
