import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import WebSocket from 'ws';
import { readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
import { monoLevelOf } from '../../packages/ingest/src/wire/mono-stand-in.ts';
import { Sender } from '../../packages/ingest/src/wire/sender.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { NATIVE_FORMAT } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';

const STEP_SAMPLES = 960;
const STEP_MS = 20;

/** A sender whose frames leave no faster than a line of so many bits a second. */
class ThrottledSender {
  readonly sender: Sender;
  uplinkBps = Number.POSITIVE_INFINITY;
  #socket: WebSocket | undefined;
  #line = Promise.resolve();

  constructor(host: string) {
    this.sender = new Sender({
      session: 'narrow-session-1',
      key: STREAM_KEY,
      start: NATIVE_FORMAT,
      standIns: { levelsOf: (format) => [monoLevelOf(format)].filter((level) => level !== undefined) },
      nowMs: () => performance.timeOrigin + performance.now(),
      random: () => 1,
      link: {
        open: () => this.#open(host),
        sendText: (text) => this.#send(text),
        sendBlock: (frame) => this.#send(frame),
        close: () => this.#socket?.close(),
      },
    });
  }

  /** Captures in real time until something is so; resolves with the longest lag of what is on air. */
  async captureUntil(isEnough: () => boolean): Promise<number> {
    let longestMs = 0;
    for (let dueAtMs = performance.now(); !isEnough(); dueAtMs += STEP_MS) {
      const { name } = this.sender.state;
      if (name === 'stopped' || name === 'refused') throw new Error(`The sender is ${name}.`);
      const { capturedSamples } = this.sender.stats;
      this.sender.capture(numberedPcm(capturedSamples, STEP_SAMPLES));
      this.sender.tick();
      longestMs = Math.max(longestMs, capturedSamples / 48 - this.sender.stats.onAirMs);
      await setTimeout(Math.max(0, dueAtMs + STEP_MS - performance.now()));
    }
    return longestMs;
  }

  async stop(): Promise<void> {
    this.sender.stop();
    while (this.sender.state.name === 'stopping') {
      this.sender.tick();
      await setTimeout(STEP_MS);
    }
  }

  #send(data: string | Uint8Array): void {
    this.#line = this.#line.then(async () => {
      const onLineMs = (data.length * 8_000) / this.uplinkBps;
      if (onLineMs > 0) await setTimeout(onLineMs);
      this.#socket?.send(data);
    });
  }

  #open(host: string): void {
    const socket = new WebSocket(`ws://${host}/ingest/main`, 'ringcast.v1', { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => this.sender.handleOpen());
    socket.on('message', (data: Buffer) => this.sender.handleText(data.toString()));
    socket.on('close', (code) => this.sender.handleClose(code));
  }
}

describe('the sender and ingest, a narrow uplink', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;
  let source: ThrottledSender;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
    source = new ThrottledSender(server.host);
  });
  afterEach(async () => {
    source.sender.abandon();
    await server.close();
  });

  it('go on live with what stands in, and have every sample of the PCM in the journal', async () => {
    const { sender } = source;
    sender.start();
    await source.captureUntil(() => sender.stats.acknowledgedSamples > 48_000);
    source.uplinkBps = 1_300_000;
    await source.captureUntil(() => sender.stats.mode === 'reduced');
    const reducedAt = sender.stats.capturedSamples;
    await source.captureUntil(() => sender.stats.capturedSamples > reducedAt + 2 * 48_000);
    const lagMs = await source.captureUntil(() => sender.stats.capturedSamples > reducedAt + 6 * 48_000);
    expect(lagMs).to.be.below(2_500);
    source.uplinkBps = Number.POSITIVE_INFINITY;
    await source.captureUntil(() => sender.stats.mode === 'lossless');
    await source.stop();
    expect(sender.state).to.deep.equal({ name: 'stopped' });
    const { capturedSamples } = sender.stats;
    const stationFolder = join(server.journalFolder, 'main');
    const runs: Buffer[] = [];
    for (const session of await readdir(stationFolder)) {
      for await (const run of readPcm(join(stationFolder, session))) {
        if (run.type === 'pcm') runs.push(Buffer.from(run.pcm));
      }
    }
    expect(Buffer.concat(runs).equals(numberedPcm(0, capturedSamples))).to.equal(true);
    expect(server.station.feed.nextSample).to.be.closeTo(capturedSamples, 48_000 * 8);
    expect(server.station.feed.hasEnded).to.equal(true);
  });
});
