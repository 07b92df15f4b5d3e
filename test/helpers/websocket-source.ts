import { randomUUID } from 'node:crypto';
import { on, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import type { ServerProcess } from './server-process.ts';
import type { ClientMessage, ServerMessage } from '../../packages/ingest/src/wire/message.ts';

/** Makes 48 kHz stereo s16le PCM from its first sample's number and a count of samples. */
export type PcmMaker = (startSample: number, samples: number) => Buffer;

/** Where a source sends what. */
export interface WebSocketSourceOptions {
  readonly server: Pick<ServerProcess, 'url' | 'key'>;
  /** Default `main`. */
  readonly station?: string;
  readonly sound: PcmMaker;
}

const SAMPLES_PER_MS = 48;
const BLOCKS_PER_CLOCK = 25;

/** A broadcaster like the capture page: blocks as long as the server wishes, with the time of capture once a second. */
export class WebSocketSource {
  /** When sample 0 was captured, in ms since the Unix epoch. */
  readonly startedAtMs = performance.timeOrigin + performance.now();
  readonly #socket: WebSocket;
  readonly #sound: PcmMaker;
  readonly #blockSamples: number;
  readonly #stopped: Promise<unknown>;
  #sentSamples = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Connects and resolves when the server has welcomed it; rejects with the server's error. */
  static async start({ server, station = 'main', sound }: WebSocketSourceOptions): Promise<WebSocketSource> {
    const socket = new WebSocket(server.url(`/ingest/${station}`).replace('http', 'ws'), 'ringcast.v1');
    await once(socket, 'open');
    const format = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } as const;
    const hello: ClientMessage = {
      type: 'hello',
      session: randomUUID(),
      key: server.key,
      epoch: 0,
      startSample: 0,
      format,
    };
    socket.send(JSON.stringify(hello));
    for await (const [text] of on(socket, 'message') as AsyncIterable<[Buffer]>) {
      const answer = JSON.parse(text.toString()) as ServerMessage;
      if (answer.type === 'welcome') return new WebSocketSource(socket, { sound, blockMs: answer.blockMs });
      if (answer.type !== 'notice') throw new Error(`the server answered ${text.toString()}`);
    }
    throw new Error('the server answered nothing');
  }

  private constructor(socket: WebSocket, { sound, blockMs }: { sound: PcmMaker; blockMs: number }) {
    this.#socket = socket;
    this.#sound = sound;
    this.#blockSamples = blockMs * SAMPLES_PER_MS;
    this.#stopped = once(socket, 'close');
    this.#timer = setInterval(() => this.#sendDue(), blockMs);
    socket.once('close', () => clearInterval(this.#timer));
  }

  /** Samples sent so far. */
  get sentSamples(): number {
    return this.#sentSamples;
  }

  /** Ends the broadcast; resolves when everything is in the playlists and they have ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#say({ type: 'stop', endSample: this.#sentSamples });
    await this.#stopped;
  }

  /** Resolves when the server or the network ends the connection. */
  get closed(): Promise<unknown> {
    return this.#stopped;
  }

  /** Breaks the connection. */
  drop(): void {
    clearInterval(this.#timer);
    this.#socket.terminate();
  }

  #sendDue(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const elapsedMs = performance.timeOrigin + performance.now() - this.startedAtMs;
    while (this.#sentSamples + this.#blockSamples <= elapsedMs * SAMPLES_PER_MS) this.#sendBlock();
  }

  #sendBlock(): void {
    const startSample = this.#sentSamples;
    const samples = this.#blockSamples;
    if (startSample % (BLOCKS_PER_CLOCK * samples) === 0) {
      const capturedAtMs = this.startedAtMs + startSample / SAMPLES_PER_MS;
      this.#say({ type: 'clock', sample: startSample, capturedAtMs });
    }
    const payload = this.#sound(startSample, samples);
    this.#socket.send(encodeBlock({ kind: 'pcm', epoch: 0, startSample, samples, payload }));
    this.#sentSamples += samples;
  }

  #say(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
