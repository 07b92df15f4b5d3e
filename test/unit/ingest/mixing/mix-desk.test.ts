import { once } from 'node:events';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { expect } from 'chai';
import { PLAIN_CHANNEL } from '../../../../packages/ingest/browser/mixing/channel-settings.ts';
import type { CheckRecording } from '../../../../packages/ingest/browser/mixing/check-recorder.ts';
import { MixDesk } from '../../../../packages/ingest/browser/mixing/mix-desk.ts';

const RATE_HZ = 48_000;
const BATCH_FRAMES = 1_024;

/** A desk with everything that comes out of it. */
class DeskRun {
  readonly captured: number[] = [];
  readonly heard: CheckRecording[] = [];
  readonly recordings: CheckRecording[] = [];
  readonly desk = new MixDesk({
    capture: ({ planes }) => this.captured.push(...(planes[0] ?? [])),
    skip: () => undefined,
    noteSourceLost: () => undefined,
    onDeckSound: (sound) => this.heard.push(sound),
    onChecked: (recording) => this.recordings.push(recording),
  });
  readonly #ports: NodePort[] = [];

  /** A worklet's end of a live source. */
  openSource(id: string): NodePort {
    const { port1, port2 } = this.#connect();
    const port = port1 as unknown as MessagePort;
    this.desk.obey({
      type: 'open-source',
      id,
      source: { kind: 'port', port, sampleRateHz: RATE_HZ, latencyMs: 0 },
    });
    return port2;
  }

  /** A decoder's end of a deck. */
  openDeck(id: string): NodePort {
    const { port1, port2 } = this.#connect();
    this.desk.obey({ type: 'open-deck', id, port: port1 as unknown as MessagePort });
    return port2;
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }

  #connect(): { port1: NodePort; port2: NodePort } {
    const channel = new MessageChannel();
    this.#ports.push(channel.port1, channel.port2);
    return channel;
  }
}

describe('MixDesk', () => {
  let run: DeskRun;
  beforeEach(() => {
    run = new DeskRun();
  });
  afterEach(() => run.close());

  /** Sends sound as a worklet does; resolves when it is taken. */
  async function send(port: NodePort, values: Float32Array): Promise<void> {
    for (let at = 0; at < values.length; at += BATCH_FRAMES) {
      const plane = values.slice(at, at + BATCH_FRAMES);
      port.postMessage({ frames: plane.length, planes: [plane, plane.slice()] });
      await once(port, 'message');
    }
  }

  it('passes a live source on, shows its level, and records a check of it', async () => {
    const port = run.openSource('input-1');
    run.desk.obey({ type: 'set-mix', channels: { 'input-1': PLAIN_CHANNEL } });
    run.desk.obey({ type: 'record-check' });
    const sound = Float32Array.from({ length: 6 * RATE_HZ }, (_, n) => (n % 1_000) / 2_000);
    await send(port, sound);
    expect(run.captured).to.deep.equal([...sound]);
    expect(run.recordings[0]?.planes[0]?.slice(0, 5 * RATE_HZ)).to.deep.equal(sound.slice(0, 5 * RATE_HZ));
    const { mix, sources, sampleRateHz } = run.desk.takeReport();
    expect(sampleRateHz).to.equal(RATE_HZ);
    expect(mix.peaks[0]).to.be.closeTo(0.5, 0.001);
    expect(sources['input-1']?.peaks[0]).to.be.closeTo(0.5, 0.001);
  });

  it('records no check any more when the broadcast begins', async () => {
    const port = run.openSource('input-1');
    run.desk.obey({ type: 'record-check' });
    await send(port, new Float32Array(RATE_HZ));
    run.desk.beginBroadcast();
    await send(port, new Float32Array(6 * RATE_HZ));
    expect(run.recordings).to.deep.equal([]);
  });

  it('plays what a decoder sends into the mix and to the broadcaster, and says when a file is over', async () => {
    const source = run.openSource('input-1');
    const decoder = run.openDeck('files-1');
    run.desk.obey({ type: 'hear-deck', id: 'files-1', isHeard: true });
    const planes = [new Float32Array(RATE_HZ).fill(0.25), new Float32Array(RATE_HZ).fill(0.25)];
    run.desk.tick();
    const [demand] = (await once(decoder, 'message')) as unknown[];
    expect(demand).to.deep.equal({ type: 'more' });
    decoder.postMessage({ type: 'sound', trackId: 'a', planes, sampleRateHz: RATE_HZ });
    decoder.postMessage({ type: 'complete', trackId: 'a' });
    run.desk.obey({ type: 'play-deck', id: 'files-1', isPlaying: true });
    while (run.desk.takeReport().sources['files-1']?.deck?.overCount !== 1) {
      await send(source, new Float32Array(BATCH_FRAMES));
    }
    expect(run.captured.filter((value) => value === 0.25).length).to.be.above(RATE_HZ - BATCH_FRAMES);
    expect(run.heard.length).to.be.above(40);
  });
});
