import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chordAt, expectChord } from '../helpers/chord.ts';
import { IngestServer } from '../helpers/ingest-server.ts';
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
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
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
    it(`${name}, from beginning to end and in order`, async () => {
      const bytes = await encode(file, options);
      const headers = { 'content-type': 'application/octet-stream' };
      const { status, body } = await push({ host: server.host, headers }, bytes);
      expect(status).to.equal(200);
      expect(body.seconds).to.be.closeTo(SECONDS, 0.06);
      const { feed } = server.station;
      expect(body.samples).to.equal(feed.nextSample);
      expectChord(feed.pcm, { startSamples: [12_000, 60_000, 120_000], delaySamples });
    });
  }

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

  it('and says how to mend an m4a whose index is at its end', async () => {
    const noise = 'anoisesrc=d=60:a=0.3';
    const path = join(folder, 'slow.m4a');
    await run(ffmpeg.path, ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', noise, '-c:a', 'aac', path]);
    const { status, body } = await push({ host: server.host }, await readFile(path));
    expect({ status, code: body.code }).to.deep.equal({ status: 415, code: 'not-audio' });
    expect(body.message).to.contain('-movflags +faststart');
  });
});
