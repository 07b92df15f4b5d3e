import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { markedPcm } from '../helpers/marked-sound.ts';
import { faultsOf, findMarkers, longestSilenceMs } from '../helpers/marker-finder.ts';
import { recordPlayer } from '../helpers/player-process.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { soundOfPcm } from '../helpers/sound-of-pcm.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const LISTENED_S = 12;
const BYTES_PER_SECOND = 192_000;
/** AAC moves the peak of a correlation by a sample or two. */
const TOLERANCE_MS = 0.1;
/** Players begin three segments before the end. */
const SEGMENTS_BEFORE = 3;

/** A player that listens, and how it is told to write s16le stereo at 48 kHz to a wav file. */
interface Listener {
  readonly name: string;
  readonly program: 'ffmpeg' | 'vlc';
  readonly playlist: string;
  readonly words: (url: string, file: string) => string[];
}

const TRANSCODE = '#transcode{acodec=s16l,channels=2,samplerate=48000}:std{access=file,mux=wav,dst=';
const ffmpegWords = (url: string, file: string): string[] => ['-v', 'error', '-i', url, '-ar', '48000', file];

const LISTENERS: Listener[] = [
  { name: 'ffmpeg decodes it', program: 'ffmpeg', playlist: 'master.m3u8', words: ffmpegWords },
  { name: 'ffmpeg decodes FLAC', program: 'ffmpeg', playlist: 'flac/live.m3u8', words: ffmpegWords },
  {
    name: 'VLC decodes it',
    program: 'vlc',
    playlist: 'master.m3u8',
    words: (url, file) => ['-I', 'dummy', '--no-video', '--sout', `${TRANSCODE}${file}}`, url],
  },
  {
    name: 'VLC plays it',
    program: 'vlc',
    playlist: 'master.m3u8',
    words: (url, file) => ['-I', 'dummy', '--no-video', '-A', 'afile', '--audiofile-file', file, url],
  },
];

describe('players of the served stream', function () {
  this.timeout(90_000);
  const programs = { ffmpeg: requireProgram('ffmpeg'), vlc: requireProgram('vlc') };
  const recordings = new Map<Listener, Promise<Buffer>>();
  let folder: string;
  let server: ServerProcess;

  async function record(listener: Listener): Promise<Buffer> {
    const file = join(folder, `${LISTENERS.indexOf(listener)}.wav`);
    const words = listener.words(server.url(`/live/main/${listener.playlist}`), file);
    const { path } = programs[listener.program];
    await recordPlayer({ path, words, file, bytes: LISTENED_S * BYTES_PER_SECOND });
    return decodePcm(programs.ffmpeg.path, file);
  }

  // The sound is looked at once nobody broadcasts any more from this process.
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-players-'));
    await chmod(folder, 0o777);
    // What a busy machine brings late is not what is looked at here.
    server = await ServerProcess.start({ settings: { RINGCAST_DELAY_MS: '3000' } });
    const source = await WebSocketSource.start({ server, sound: markedPcm });
    for await (const { text } of followPlaylist(server.url('/live/main/aac-96/live.m3u8'))) {
      if (segmentsOf(text).length >= SEGMENTS_BEFORE) break;
    }
    for (const listener of LISTENERS) recordings.set(listener, record(listener));
    await Promise.allSettled(recordings.values());
    await source.stop();
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  for (const listener of LISTENERS) {
    it(`${listener.name} without a gap`, async () => {
      const sound = soundOfPcm((await recordings.get(listener)) ?? Buffer.alloc(0));
      const markers = findMarkers(sound);
      expect(faultsOf(markers, TOLERANCE_MS)).to.deep.equal([]);
      expect(longestSilenceMs(sound, markers)).to.equal(0);
      expect(markers.length).to.be.at.least((LISTENED_S - 1) * 4);
    });
  }
});
