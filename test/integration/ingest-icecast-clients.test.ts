import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chordAt, expectChord } from '../helpers/chord.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { pcmOf } from '../helpers/tone.ts';

const SECONDS = 3;
const RATE_HZ = 44_100;
/** Of LAME and a decoder, where no header says that it is to be left out. */
const MP3_DELAY_SAMPLES = 1_105 * (48_000 / RATE_HZ);
/** Beginnings of pieces within the one or, where there is another, within the second track. */
const PLACES = [12_000, 60_000, 120_000];

describe('real source clients of Icecast put on air', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-icecast-'));
    const format = { encoding: 's16le', sampleRateHz: RATE_HZ, channels: 2 } as const;
    const pcm = pcmOf(RATE_HZ * SECONDS, format, (sample) => chordAt(sample / RATE_HZ));
    await writeFile(join(folder, 'chord.pcm'), pcm);
    await encode('track.ogg', '-c:a libvorbis -q:a 6');
    await encode('other-track.ogg', '-c:a libvorbis -q:a 7');
  });

  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const pathOf = (name: string) => join(folder, name);
  const chordInput = () => ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '2', '-i', pathOf('chord.pcm')];

  async function encode(name: string, options: string): Promise<void> {
    await run(ffmpeg.path, ['-y', ...chordInput(), ...options.split(' '), pathOf(name)]);
  }

  /** What the server has on air once a client has ended. */
  async function broadcastOf(client: Promise<unknown>): Promise<Buffer> {
    const feed = await server.station.opened();
    await Promise.all([client, feed.until(() => feed.hasEnded)]);
    return feed.pcm;
  }

  describe('ffmpeg, by icecast://', () => {
    const kinds: [string, string, number][] = [
      ['MP3', '-b:a 192k -write_xing 0 -f mp3 -content_type audio/mpeg', MP3_DELAY_SAMPLES],
      ['Ogg Opus', '-c:a libopus -b:a 160k -f ogg -content_type application/ogg', 0],
      ['Ogg Vorbis', '-c:a libvorbis -q:a 6 -f ogg -content_type application/ogg', 0],
      ['Ogg FLAC', '-c:a flac -f ogg -content_type application/ogg', 0],
      ['FLAC', '-c:a flac -f flac -content_type audio/flac', 0],
      ['AAC', '-c:a aac -b:a 192k -f adts -content_type audio/aac', 1_024 * (48_000 / RATE_HZ)],
      [
        'MP3 in the way of old Icecast',
        '-b:a 192k -write_xing 0 -f mp3 -content_type audio/mpeg -legacy_icecast 1',
        MP3_DELAY_SAMPLES,
      ],
    ];
    for (const [name, options, delaySamples] of kinds) {
      it(name, async () => {
        const target = `icecast://source:${STREAM_KEY}@${server.host}/main`;
        const client = run(ffmpeg.path, [...chordInput(), ...options.split(' '), target]);
        const pcm = await broadcastOf(client);
        expect(pcm.length / 4 / 48_000).to.be.closeTo(SECONDS, 0.06);
        expectChord(pcm, { startSamples: PLACES, delaySamples });
      });
    }

    it('and is told why not', async () => {
      const refusalOf = (target: string) =>
        run(ffmpeg.path, [...chordInput(), '-f', 'mp3', `icecast://${target}`]).catch(String);
      expect(await refusalOf(`source:wrong@${server.host}/main`)).to.contain('401 Authentication Required');
      server.station.openFeed({ kind: 'websocket', isClocked: true });
      const busy = await refusalOf(`source:${STREAM_KEY}@${server.host}/main`);
      expect(busy).to.contain('403 Mountpoint in use');
    });
  });

  describe('oggfwd', () => {
    const oggfwd = requireProgram('oggfwd');

    const forward = (key: string) => {
      const address = server.host.split(':');
      const words = ['-n', 'Chords', ...address, key, '/main'];
      const client = promisify(execFile)(oggfwd.path, words);
      void readFile(pathOf('track.ogg')).then((bytes) =>
        client.child.stdin?.on('error', () => {}).end(bytes),
      );
      return client;
    };

    it('with its name of the station', async () => {
      const client = forward(STREAM_KEY);
      await server.station.opened();
      expect(server.programme.information?.name).to.equal('Chords');
      expectChord(await broadcastOf(client), { startSamples: PLACES });
    });

    it('but not with a wrong key', async () => {
      expect(await forward('wrong').catch(String)).to.contain('Login failed');
      expect(server.station.feeds.length).to.equal(0);
    });
  });

  /** Two tracks, one after the other, on one connection. */
  async function expectTwoTracks(client: Promise<unknown>): Promise<void> {
    const pcm = await broadcastOf(client);
    expect(pcm.length / 4 / 48_000).to.be.closeTo(2 * SECONDS, 0.1);
    expectChord(pcm, { startSamples: PLACES });
    // A decoder begins anew with the second track, and resamples that the first one's end included.
    const second = pcm.subarray(SECONDS * 48_000 * 4);
    expectChord(second, { startSamples: PLACES, toleranceSamples: 200 });
  }

  async function writePlaylist(): Promise<string> {
    const path = pathOf('playlist.txt');
    await writeFile(path, `${pathOf('track.ogg')}\n${pathOf('other-track.ogg')}\n`);
    return path;
  }

  describe('ezstream', () => {
    const ezstream = requireProgram('ezstream');

    it('track by track', async () => {
      const [hostname, port] = server.host.split(':');
      const configuration = pathOf('ezstream.xml');
      await writeFile(
        configuration,
        `<ezstream>
          <servers><server><hostname>${hostname}</hostname><port>${port}</port>
            <password>${STREAM_KEY}</password></server></servers>
          <streams><stream><mountpoint>/main</mountpoint><format>Ogg</format></stream></streams>
          <intakes><intake><type>playlist</type><filename>${await writePlaylist()}</filename>
            <stream_once>yes</stream_once></intake></intakes>
        </ezstream>`,
      );
      // It refuses one that others can read.
      await chmod(configuration, 0o600);
      await expectTwoTracks(run(ezstream.path, ['-c', configuration]));
    });
  });

  describe('ices2', () => {
    const ices = requireProgram('ices2');

    it('track by track', async () => {
      const [hostname, port] = server.host.split(':');
      const configuration = pathOf('ices.xml');
      await writeFile(
        configuration,
        `<ices><background>0</background><logpath>${folder}</logpath><logfile>ices.log</logfile>
          <stream><metadata><name>Chords</name></metadata>
            <input><module>playlist</module><param name="type">basic</param>
              <param name="file">${await writePlaylist()}</param><param name="once">1</param></input>
            <instance><hostname>${hostname}</hostname><port>${port}</port>
              <password>${STREAM_KEY}</password><mount>/main</mount></instance></stream></ices>`,
      );
      await expectTwoTracks(run(ices.path, [configuration]));
    });
  });
});

/** Runs a program to its end; rejects with what it said. */
async function run(path: string, words: readonly string[]): Promise<void> {
  await promisify(execFile)(path, [...words]);
}
