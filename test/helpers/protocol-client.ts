import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import type { ClientMessage, Hello, ServerMessage } from '../../packages/ingest/src/wire/message.ts';
import { bytesPerFrameOf, type PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { STREAM_KEY } from './ingest-server.ts';

/** 48 kHz stereo s16le. */
export const NATIVE_FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };

/** A hello that is welcome. */
export const HELLO: Omit<Hello, 'type'> = {
  session: 'session-1',
  key: STREAM_KEY,
  epoch: 0,
  startSample: 0,
  format: NATIVE_FORMAT,
};

/** How a test client connects. */
export interface ConnectOptions {
  readonly host: string;
  readonly station?: string;
  readonly headers?: Record<string, string>;
  readonly protocol?: string | undefined;
}

/** An answer that refused a WebSocket. */
export interface Refusal {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: { code: string; message: string };
}

/** A client of ringcast.v1 that does as it is told, right or wrong. */
export class ProtocolClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  /** Resolves with the code and reason of the close. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString()) as ServerMessage));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  static async connect(options: ConnectOptions): Promise<ProtocolClient> {
    const socket = openSocket(options);
    const client = new ProtocolClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Connects where the server is to refuse it. */
  static async refusal(options: ConnectOptions): Promise<Refusal> {
    const socket = openSocket(options);
    socket.on('error', () => {});
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const body = JSON.parse(await text(response)) as Refusal['body'];
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  /** Connects and is welcomed. */
  static async live(host: string, hello: Partial<Hello> = {}): Promise<ProtocolClient> {
    const client = await ProtocolClient.connect({ host });
    await client.hello({ ...HELLO, ...hello });
    return client;
  }

  say(message: ClientMessage | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Says hello and waits for the welcome. */
  async hello(hello: Omit<Hello, 'type'>): Promise<Extract<ServerMessage, { type: 'welcome' }>> {
    this.say({ type: 'hello', ...hello });
    return this.next('welcome');
  }

  /** Sends PCM as blocks of 20 ms. */
  sendPcm(pcm: Buffer, options: { format: PcmFormat; startSample?: number; epoch?: number }): void {
    const { format, startSample = 0, epoch = 0 } = options;
    const blockBytes = Math.floor(format.sampleRateHz / 50) * bytesPerFrameOf(format);
    for (let offset = 0; offset < pcm.length; offset += blockBytes) {
      const payload = pcm.subarray(offset, offset + blockBytes);
      const samples = payload.length / bytesPerFrameOf(format);
      const first = startSample + offset / bytesPerFrameOf(format);
      this.socket.send(encodeBlock({ kind: 'pcm', epoch, startSample: first, samples, payload }));
    }
  }

  /** The next message of a type, from those that came and were not asked for yet. */
  async next<Type extends ServerMessage['type']>(
    type: Type,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    for (;;) {
      const index = this.messages.findIndex((message) => message.type === type);
      if (index >= 0) return this.messages.splice(index, 1)[0] as Extract<ServerMessage, { type: Type }>;
      await this.#nextEvent(type);
    }
  }

  /** Resolves when the server acknowledged everything before a sample. */
  async acknowledged(sample: number): Promise<void> {
    while ((await this.next('ack')).nextSample < sample);
  }

  /** Checks that the server says an error and closes with the code that goes with it. */
  async expectClose(closeCode: number, code: string, message: RegExp): Promise<void> {
    const error = await this.next('error');
    expect({ code: error.code, closeCode: (await this.closed).code }).to.deep.equal({ code, closeCode });
    expect(error.message).to.match(message);
    expect(error.message).not.to.contain(STREAM_KEY);
  }

  async #nextEvent(awaited: string): Promise<void> {
    const message = once(this.socket, 'message');
    message.catch(() => {});
    const closed = this.closed.then(({ code, reason }) => {
      const isThere = this.messages.some(({ type }) => type === awaited);
      if (!isThere) throw new Error(`closed with ${code} (${reason}) instead of ${awaited}`);
    });
    await Promise.race([message, closed]);
  }
}

function openSocket({
  host,
  station = 'main',
  headers = {},
  protocol = 'ringcast.v1',
}: ConnectOptions): WebSocket {
  const url = `ws://${host}/ingest/${station}`;
  return new WebSocket(url, protocol === '' ? [] : [protocol], { headers, perMessageDeflate: false });
}
