import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ALSA_TAPE, prepareAlsaTape } from '../helpers/alsa-tape.ts';
import { CaptureProcess } from '../helpers/capture-process.ts';
import { readOnlySession, rowsOf } from '../helpers/kept-sound.ts';
import { type NoiseStretch, noiseStretches, numberedNoise } from '../helpers/numbered-noise.ts';
import { NullSink } from '../helpers/null-sink.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { leaveUnsent } from '../helpers/unsent-sound.ts';
import { wavOf } from '../helpers/wav-file.ts';

const SAMPLES_PER_SECOND = 48_000;
/** The capture knows by then how late the sound of a card is. */
const SETTLED_SAMPLES = 120_000;
const AWAY_MS = 500;
const SETTINGS = { RINGCAST_RENDITIONS: 'aac-96', RINGCAST_STATIONS: 'main,other' };

describe('ringcast capture', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const pulseaudio = requireProgram('pulseaudio');
  let folder: string;
  let server: ServerProcess;
  let capture: CaptureProcess | undefined;
  let sink: NullSink | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-capture-'));
    server = await ServerProcess.start({ settings: SETTINGS });
  });
  afterEach(async () => {
    await capture?.close();
    await sink?.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
    capture = undefined;
    sink = undefined;
  });

  it('sends a file bit for bit in real time, and ends with 0 when the server has all of it', async () => {
    const samples = 1.5 * SAMPLES_PER_SECOND;
    const file = join(folder, 'show.wav');
    await writeFile(file, wavOf(numberedNoise(0, samples)));
    const startedAtMs = performance.now();
    capture = start('--input', file);
    expect(await capture.exited, capture.message).to.equal(0);
    expect(performance.now() - startedAtMs).to.be.above(1_400);
    expect(await keptNoise()).to.deep.equal([{ from: 0, to: samples, at: 0 }]);
  });

  it('loses nothing of a pipe while the server is killed and started again', async () => {
    const samples = 4 * SAMPLES_PER_SECOND;
    const { port, folder: stateFolder } = server;
    capture = start('--input', '-', '--format', 's16le');
    capture.stdin.end(numberedNoise(0, samples));
    await capture.untilPrinted(/live/);
    await server.stop('SIGKILL');
    await capture.untilPrinted(/reconnecting/);
    server = await ServerProcess.start({ settings: SETTINGS, port, folder: stateFolder });
    expect(await capture.exited, capture.message).to.equal(0);
    expect(await keptNoise()).to.deep.equal([{ from: 0, to: samples, at: 0 }]);
    await rm(stateFolder, { recursive: true, force: true });
  });

  it('goes on trying while a proxy says that there is nothing, and loses nothing', async () => {
    const samples = 6 * SAMPLES_PER_SECOND;
    const { port, folder: stateFolder } = server;
    capture = start('--input', '-', '--format', 's16le');
    capture.stdin.end(numberedNoise(0, samples));
    await capture.untilPrinted(/live/);
    await server.stop('SIGKILL');
    const proxy = createServer((_, response) => response.writeHead(404).end()).listen(port, '127.0.0.1');
    await capture.untilPrinted(/reconnecting .*problem="the server answered with status 404"/);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    server = await ServerProcess.start({ settings: SETTINGS, port, folder: stateFolder });
    expect(await capture.exited, capture.message).to.equal(0);
    expect(await keptNoise()).to.deep.equal([{ from: 0, to: samples, at: 0 }]);
    await rm(stateFolder, { recursive: true, force: true });
  });

  it('keeps on this computer what was left unsent, and sends it the next time', async () => {
    const { port, folder: stateFolder } = server;
    capture = start('--input', '-', '--format', 's16le');
    capture.stdin.end(numberedNoise(0, 60 * SAMPLES_PER_SECOND));
    await capture.untilPrinted(/live/);
    await server.stop('SIGKILL');
    await capture.untilPrinted(/reconnecting/);
    await setTimeout(AWAY_MS);
    capture.signal('SIGINT');
    await capture.untilPrinted(/stopping/);
    capture.signal('SIGINT');
    expect(await capture.exited).to.equal(7);
    expect(capture.message).to.match(/^[\d.]+ s are not on the server; they are kept/);
    server = await ServerProcess.start({ settings: SETTINGS, port, folder: stateFolder });
    capture = start('--send-kept');
    expect(await capture.exited, capture.message).to.equal(0);
    const [kept, ...more] = await keptNoise();
    expect(more).to.deep.equal([]);
    expect(kept?.from).to.equal(0);
    expect(kept?.to).to.be.above((AWAY_MS * SAMPLES_PER_SECOND) / 1_000);
    expect(await readdir(join(folder, 'capture', `127.0.0.1%3A${port}`))).to.deep.equal([]);
    await rm(stateFolder, { recursive: true, force: true });
  });

  it('keeps what it captured while the server was away where that then turns it away, and says so', async () => {
    const { port, folder: stateFolder } = server;
    await server.stop();
    capture = start('--input', '-', '--format', 's16le');
    capture.stdin.end(numberedNoise(0, 60 * SAMPLES_PER_SECOND));
    await capture.untilPrinted(/waiting=1[0-9]\.[1-9]/);
    const settings = { ...SETTINGS, RINGCAST_STREAM_KEY: 'another-key' };
    server = await ServerProcess.start({ settings, port, folder: stateFolder });
    expect(await capture.exited).to.equal(4);
    const [, unsentSeconds] =
      /\n(\d+\.\d) s are not on the server; they are kept/.exec(capture.message) ?? [];
    expect(Number(unsentSeconds), capture.message).to.be.above(10);
    capture = start('--send-kept');
    expect(await capture.exited, capture.message).to.equal(0);
    const [kept, ...more] = await keptNoise();
    expect(more).to.deep.equal([]);
    expect(kept?.from).to.equal(0);
    expect(kept?.to).to.be.above(10 * SAMPLES_PER_SECOND);
    await rm(stateFolder, { recursive: true, force: true });
  });

  it('sends what else was kept where a file cannot be opened, says so, and ends with 7', async () => {
    const kept = join(folder, 'capture', `127.0.0.1%3A${server.port}`);
    await mkdir(join(kept, 'main.0-no-file.kept'), { recursive: true });
    const place = { folder: kept, station: 'main', session: '1-a-session' };
    await leaveUnsent(place, numberedNoise(0, SAMPLES_PER_SECOND));
    capture = start('--send-kept');
    expect(await capture.exited).to.equal(7);
    expect(capture.message).to.match(
      /^What an earlier broadcast left cannot be sent: EISDIR.*0-no-file\.kept/,
    );
    expect(await keptNoise()).to.deep.equal([{ from: 0, to: SAMPLES_PER_SECOND, at: 0 }]);
  });

  it('does not take a folder that cannot be read for one in which nothing was kept', async () => {
    await mkdir(join(folder, 'capture'));
    await writeFile(join(folder, 'capture', `127.0.0.1%3A${server.port}`), '');
    capture = start('--send-kept');
    expect(await capture.exited).to.equal(7);
    expect(capture.message).to.contain('cannot be sent: ENOTDIR');
  });

  it("broadcasts PulseAudio's sound until it is told to stop", async () => {
    sink = await NullSink.open({ pulseaudio: pulseaudio.path, ffmpeg: ffmpeg.path });
    capture = start('--device', 'pulse:default');
    await capture.untilPrinted(/live/);
    await sink.playPcm(numberedNoise(0, SAMPLES_PER_SECOND));
    capture.signal('SIGINT');
    expect(await capture.exited, capture.message).to.equal(0);
    // A sound server on a busy machine leaves out some of what is played; what it gives must arrive as it is.
    const heard = await keptNoise();
    const samples = heard.reduce((total, { from, to }) => total + to - from, 0);
    expect(samples).to.be.above(0.7 * SAMPLES_PER_SECOND);
    expect(heard.every(({ from }, index) => from >= (heard[index - 1]?.to ?? 0))).to.equal(true);
  });

  it("broadcasts ALSA's sound, sample by sample", async () => {
    sink = await NullSink.open({ pulseaudio: pulseaudio.path, ffmpeg: ffmpeg.path });
    await prepareAlsaTape(sink, numberedNoise(0, 10 * SAMPLES_PER_SECOND));
    capture = start('--device', ALSA_TAPE);
    await capture.untilPrinted(/live/);
    await sink.playPcm(Buffer.alloc(4 * SAMPLES_PER_SECOND));
    capture.signal('SIGINT');
    expect(await capture.exited, capture.message).to.equal(0);
    const [heard, ...more] = await keptNoise();
    expect(more).to.deep.equal([]);
    expect(heard).to.include({ from: 0, at: 0 });
    expect(heard?.to).to.be.above(SAMPLES_PER_SECOND / 2);
  });

  it('declares what a sound card did not give', async () => {
    sink = await NullSink.open({ pulseaudio: pulseaudio.path, ffmpeg: ffmpeg.path });
    capture = start('--device', 'pulse:default');
    await capture.untilPrinted(/live/);
    await sink.playPcm(numberedNoise(0, SETTLED_SAMPLES));
    const interruptedMs = await sink.interrupt(700);
    await sink.playPcm(numberedNoise(0, SETTLED_SAMPLES));
    capture.signal('SIGINT');
    expect(await capture.exited, capture.message).to.equal(0);
    const runs = await readOnlySession(join(server.folder, 'state'));
    const missing = runs.flatMap((run) => (run.type === 'gap' ? [run] : []));
    expect(new Set(missing.map(({ reason }) => reason))).to.deep.equal(
      new Set(['the sound card dropped sound']),
    );
    const samples = missing.reduce((total, run) => total + run.samples, 0);
    expect((samples * 1_000) / SAMPLES_PER_SECOND).to.be.within(600, interruptedMs + 200);
  });

  const refusals: { what: string; words: string[]; key?: string; code: number; message: RegExp }[] = [
    { what: 'a wrong key', words: [], key: 'not-the-key', code: 4, message: /not the one of station "main"/ },
    { what: 'an unknown station', words: ['--station', 'nope'], code: 5, message: /no station "nope"/ },
    { what: 'a file that is not there', words: ['--input', 'nope.wav'], code: 3, message: /nope\.wav/ },
    {
      what: 'a sound card that is not there',
      words: ['--device', 'alsa:nope'],
      code: 3,
      message: /sound card "alsa:nope" gives no sound: cannot open .*--list-devices/,
    },
  ];
  for (const { what, words, key, code, message } of refusals) {
    it(`ends with ${code} for ${what}, and says so`, async () => {
      const file = join(folder, 'show.wav');
      await writeFile(file, wavOf(numberedNoise(0, SAMPLES_PER_SECOND)));
      const isSound = words.includes('--input') || words.includes('--device');
      capture = startWith(key ?? server.key, ...words, ...(isSound ? [] : ['--input', file]));
      expect(await capture.exited, capture.message).to.equal(code);
      expect(capture.message).to.match(message);
    });
  }

  function start(...words: readonly string[]): CaptureProcess {
    return startWith(server.key, ...words);
  }

  function startWith(key: string, ...words: readonly string[]): CaptureProcess {
    return new CaptureProcess({
      words: ['--server', `http://127.0.0.1:${server.port}`, ...words],
      stateFolder: folder,
      key,
      ...(sink && { environment: sink.environment }),
    });
  }

  /** The frames of numbered noise in the only session of the journal. */
  async function keptNoise(): Promise<NoiseStretch[]> {
    const runs = await readOnlySession(join(server.folder, 'state'));
    return rowsOf(runs).flatMap((row) => noiseStretches(row));
  }
});
