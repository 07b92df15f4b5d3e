import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { channelOf, fitTone } from '../helpers/tone.ts';

const TONE_HZ = 440;
const SAMPLE_RATE_HZ = 48_000;

describe('a page that broadcasts by webcast', () => {
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let server: IngestServer;
  let browser: Browser;

  before(async () => {
    browser = await launchChromium({ executablePath: chromium.path });
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('is on air with what its browser records, until it stops', async () => {
    const page = await browser.newPage();
    const url = `ws://${server.host}/main`;
    await page.evaluate(broadcastTone, { url, password: STREAM_KEY, hz: TONE_HZ });
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample > 3 * SAMPLE_RATE_HZ);
    expect(server.programme.nowPlaying).to.deep.include({ title: 'A tone', artist: null });
    await page.evaluate(() => dispatchEvent(new Event('stop-tone')));
    await feed.until(() => feed.hasEnded);
    const sound = channelOf(feed.pcm, 1).subarray(2 * SAMPLE_RATE_HZ, 3 * SAMPLE_RATE_HZ);
    const { snrDb } = fitTone(sound, { hz: TONE_HZ, sampleRateHz: SAMPLE_RATE_HZ });
    expect(snrDb).to.be.above(30);
  });
});

/** In the page: what webcast.js does (https://github.com/webcast/webcast.js), with a tone in place of a microphone. */
function broadcastTone({ url, password, hz }: { url: string; password: string; hz: number }): void {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: hz });
  const destination = new MediaStreamAudioDestinationNode(context);
  tone.connect(destination);
  tone.start();
  const recorder = new MediaRecorder(destination.stream);
  const socket = new WebSocket(url, 'webcast');
  socket.addEventListener('open', () => {
    const hello = { mime: recorder.mimeType, user: 'source', password };
    socket.send(JSON.stringify({ type: 'hello', data: hello }));
    socket.send(JSON.stringify({ type: 'metadata', data: { title: 'A tone' } }));
    recorder.start(100);
  });
  recorder.addEventListener('dataavailable', (event) => {
    void event.data.arrayBuffer().then((bytes) => socket.send(bytes));
  });
  recorder.addEventListener('stop', () => setTimeout(() => socket.close()));
  addEventListener('stop-tone', () => recorder.stop(), { once: true });
}
