import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OggComments } from '../../packages/ingest/src/programme/ogg-comments.ts';
import type { Song } from '../../packages/ingest/src/programme/song.ts';
import { IngestServer } from '../helpers/ingest-server.ts';
import { push } from '../helpers/push-request.ts';
import { requireProgram } from '../helpers/required-program.ts';

const CODECS = ['libvorbis', 'libopus', 'flac'];

describe('tags in Ogg', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ogg-tags-'));
  });

  after(() => rm(folder, { recursive: true }));

  /** A second of a tone with tags. */
  async function encode(codec: string, tags: Record<string, string>): Promise<Buffer> {
    const path = join(folder, 'tagged.ogg');
    const words = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
    const input = ['-f', 'lavfi', '-i', 'sine=d=1:r=48000', '-ac', '2', '-c:a', codec];
    await promisify(execFile)(ffmpeg.path, ['-loglevel', 'error', '-y', ...input, ...words, path]);
    return readFile(path);
  }

  function songsOf(bytes: Buffer, pieceBytes: number): Song[] {
    const songs: Song[] = [];
    const comments = new OggComments((song) => songs.push(song));
    for (let at = 0; at < bytes.length; at += pieceBytes) comments.push(bytes.subarray(at, at + pieceBytes));
    return songs;
  }

  for (const codec of CODECS) {
    it(`of ${codec}, song after song, however they are cut`, async () => {
      const long = 'x'.repeat(5_000);
      const chain = Buffer.concat([
        await encode(codec, { title: 'Süß', artist: 'Ärzte', comment: long }),
        await encode(codec, {}),
        await encode(codec, { title: 'Two\r\n#EXTINF' }),
      ]);
      const expected = [
        { title: 'Süß', artist: 'Ärzte' },
        { title: 'Two #EXTINF', artist: null },
      ];
      for (const pieceBytes of [chain.length, 1_000, 1]) {
        expect(songsOf(chain, pieceBytes)).to.deep.equal(expected);
      }
    });
  }

  it('that were damaged harm nothing', async () => {
    const bytes = await encode('libopus', { title: 'Song', artist: 'Artist' });
    for (let at = 0; at < 400; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      for (const { title, artist } of songsOf(damaged, 64)) {
        expect(title.length + (artist?.length ?? 0)).to.be.at.most(400);
      }
    }
    expect(songsOf(Buffer.alloc(100_000, 'OggS'), 4_096)).to.deep.equal([]);
    expect(songsOf(Buffer.from('ID3 and more of it'), 3)).to.deep.equal([]);
  });

  it('say what is playing on a station, unless it is on air from another source', async () => {
    const server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
    const body = await encode('libvorbis', { title: 'Song', artist: 'Artist' });
    expect((await push({ host: server.host }, body)).status).to.equal(200);
    expect(server.programme.history.map(({ title, artist }) => [artist, title])).to.deep.equal([
      ['Artist', 'Song'],
    ]);
    server.station.openFeed({ kind: 'websocket', isClocked: true });
    const other = await encode('libvorbis', { title: 'Other' });
    expect((await push({ host: server.host }, other)).status).to.equal(409);
    expect(server.programme.history).to.have.lengthOf(1);
    await server.close();
  });
});
