import { expect } from 'chai';
import WebSocket from 'ws';
import { Sender } from '../../packages/ingest/src/wire/sender.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { NATIVE_FORMAT } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { pcmOf } from '../helpers/tone.ts';

/** A sender on a real connection, whose network can be cut. */
class NodeSender {
  readonly sender: Sender;
  readonly stopped: Promise<void>;
  #socket: WebSocket | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(host: string, format: PcmFormat) {
    let resolveStopped = () => {};
    this.stopped = new Promise((resolve) => {
      resolveStopped = resolve;
    });
    this.sender = new Sender({
      session: 'sender-session-1',
      key: STREAM_KEY,
      start: format,
      nowMs: () => performance.timeOrigin + performance.now(),
      random: () => 1,
      link: {
        open: () => this.#open(host),
        sendText: (text) => this.#socket?.send(text),
        sendBlock: (frame) => this.#socket?.send(frame),
        close: () =>
          this.#socket
            ?.removeAllListeners()
            .on('error', () => {})
            .close(),
      },
      onStateChanged: ({ name }) => {
        if (name === 'stopped') resolveStopped();
      },
    });
    this.#timer = setInterval(() => this.sender.tick(), 20);
  }

  /** Ends the connection as a network does that is gone. */
  cut(): void {
    this.#socket?.terminate();
  }

  close(): void {
    clearInterval(this.#timer);
    this.sender.abandon();
  }

  #open(host: string): void {
    const socket = new WebSocket(`ws://${host}/ingest/main`, 'ringcast.v1', { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => this.sender.handleOpen());
    socket.on('message', (data: Buffer) => this.sender.handleText(data.toString()));
    socket.on('close', (code) => this.sender.handleClose(code));
    socket.on('error', () => {});
  }
}

describe('the sender and ingest', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;
  let node: NodeSender;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(async () => {
    node.close();
    await server.close();
  });

  /** Captures sound in the steps of a device, and cuts the network when it is on the way with some of it. */
  async function broadcast(pcm: Buffer, options: { stepBytes: number; cuts: number }): Promise<void> {
    const steps = Math.ceil(pcm.length / options.stepBytes);
    const cutEvery = Math.ceil(steps / (options.cuts + 1));
    for (let step = 0; step < steps; step++) {
      node.sender.capture(pcm.subarray(step * options.stepBytes, (step + 1) * options.stepBytes));
      if (step % cutEvery === cutEvery - 1) {
        const feed = await server.station.opened();
        await feed.until(() => feed.isAttached);
        node.cut();
        await feed.until(() => !feed.isAttached);
      }
    }
    node.sender.stop();
    await node.stopped;
  }

  it('lose and double nothing through five cuts', async () => {
    node = new NodeSender(server.host, NATIVE_FORMAT);
    node.sender.start();
    const pcm = numberedPcm(0, 48_000 * 5 + 123);
    await broadcast(pcm, { stepBytes: 480 * 4, cuts: 5 });
    expect(server.station.feeds.length).to.equal(1);
    expect(server.station.feed.pcm.equals(pcm)).to.equal(true);
    expect(server.station.feed.hasEnded).to.equal(true);
  });

  it('agree on every sample of a device that changes its format', async () => {
    const mono: PcmFormat = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 };
    node = new NodeSender(server.host, NATIVE_FORMAT);
    node.sender.start();
    node.sender.capture(numberedPcm(0, 24_000));
    const feed = await server.station.opened();
    await feed.until(() => feed.nextSample > 0);
    node.cut();
    await feed.until(() => !feed.isAttached);
    node.sender.changeFormat(mono);
    node.sender.capture(pcmOf(8_000, mono, (sample) => Math.sin(sample / 10) / 2));
    node.sender.skip(1_600, 'unplugged');
    node.sender.changeFormat(NATIVE_FORMAT);
    node.sender.capture(numberedPcm(0, 24_000));
    node.sender.stop();
    await node.stopped;
    expect(feed.nextSample).to.equal(24_000 + 24_000 + 4_800 + 24_000);
    expect(feed.pcm.subarray(0, 96_000).equals(numberedPcm(0, 24_000))).to.equal(true);
    expect(feed.pcm.subarray(-96_000).equals(numberedPcm(0, 24_000))).to.equal(true);
  });

  it('go on after the server went down and came up again on its port', async () => {
    node = new NodeSender(server.host, NATIVE_FORMAT);
    node.sender.start();
    node.sender.capture(numberedPcm(0, 9_600));
    const before = await server.station.opened();
    await before.until(() => before.nextSample === 9_600);
    const { port } = server;
    await server.close();
    node.sender.capture(numberedPcm(9_600, 9_600));
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen(port);
    await server.station.opened();
    node.sender.stop();
    await node.stopped;
    // The last acknowledgement came just before the end, so nothing is sent twice.
    const heard = Buffer.concat([before.pcm, server.station.feed.pcm]);
    expect(heard.equals(numberedPcm(0, 19_200))).to.equal(true);
  });
});
