import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { ButtProcess } from '../helpers/butt-process.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { NullSink } from '../helpers/null-sink.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { channelOf, fitTone } from '../helpers/tone.ts';

const TONE_HZ = 440;
const SAMPLE_RATE_HZ = 48_000;

describe('BUTT', () => {
  const ffmpeg = requireProgram('ffmpeg');
  const pulseaudio = requireProgram('pulseaudio');
  const xvfb = requireProgram('xvfb');
  const buttProgram = requireProgram('butt');
  let sink: NullSink;
  let server: IngestServer;
  let client: ButtProcess | undefined;

  before(async () => {
    sink = await NullSink.open({ pulseaudio: pulseaudio.path, ffmpeg: ffmpeg.path });
    sink.play(TONE_HZ);
  });

  after(() => sink?.close());

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(async () => {
    await client?.close();
    await server.close();
  });

  async function start(codec: string, key = STREAM_KEY): Promise<ButtProcess> {
    const { environment } = sink;
    const where = { port: server.port, key };
    client = await ButtProcess.start({
      buttPath: buttProgram.path,
      xvfbPath: xvfb.path,
      environment,
      server: where,
      codec,
    });
    return client;
  }

  for (const codec of ['mp3', 'ogg', 'opus', 'flac']) {
    it(`is on air with ${codec}, says what is playing, and stops`, async () => {
      const butt = await start(codec);
      await butt.until(/Connection established/);
      const feed = await server.station.opened();
      expect(server.programme.information).to.deep.include({ name: 'station', genre: 'Tones' });
      await feed.until(() => feed.nextSample > 2 * SAMPLE_RATE_HZ);
      await butt.command('-u', 'Ärzte - Süß');
      await butt.until(/Updated songname/);
      const sound = channelOf(feed.pcm, 0).subarray(SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ);
      const { snrDb } = fitTone(sound, { hz: TONE_HZ, sampleRateHz: SAMPLE_RATE_HZ });
      expect(snrDb).to.be.above(30);
      await butt.command('-d');
      await feed.until(() => feed.hasEnded);
      // Where the codec has tags, it says it twice.
      const songs = server.programme.history.map(({ artist, title }) => [artist, title]);
      expect(songs).to.deep.equal([['Ärzte', 'Süß']]);
    });
  }

  it('is told that its key is wrong, and tells its user', async () => {
    const butt = await start('mp3', 'wrong-key');
    await butt.until(/connect: invalid user\/password!/);
  });

  it('is told that another is on air, and takes its place once that is gone', async () => {
    const other = server.station.openFeed({ kind: 'websocket', isClocked: true });
    const butt = await start('mp3');
    // It shows nothing of it, and asks again and again; so what the server logs is all there is to wait for.
    const isRefused = () =>
      server.logger.lines.some(({ message }) => message.includes('from another source'));
    while (!isRefused()) await delay(20);
    other.detach();
    await server.station.opened(1);
    await butt.until(/Connection established/);
  });
});
