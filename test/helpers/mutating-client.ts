import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../packages/ingest/src/wire/message.ts';
import type { MutatedFrame, ProtocolMutator } from './protocol-mutator.ts';

/** How a connection ended. */
export interface ConnectionEnd {
  readonly closeCode: number;
  readonly reason: string;
  /** The frame that came before it, for whoever looks into it. */
  readonly frame: MutatedFrame;
}

/** Whom to send wrong frames. */
export interface MutatingClientOptions {
  readonly host: string;
  readonly key: string;
  readonly station: string;
  readonly mutator: ProtocolMutator;
}

const FORMAT = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
/** So many of ten connections get to say what comes after a hello. */
const GREETED_OF_TEN = 7;

/** Sends one wrong frame after the other, on as many connections as that takes. */
export class MutatingClient {
  readonly ends: ConnectionEnd[] = [];
  readonly #options: MutatingClientOptions;
  #session = 0;
  #connections = 0;
  #sentFrames = 0;

  constructor(options: MutatingClientOptions) {
    this.#options = options;
  }

  /** Sends so many frames; resolves when the server has closed the last connection. */
  async send(frames: number): Promise<void> {
    for (const end = this.#sentFrames + frames; this.#sentFrames < end; ) await this.#converse(end);
  }

  async #converse(endFrame: number): Promise<void> {
    const { host, station } = this.#options;
    const socket = new WebSocket(`ws://${host}/ingest/${station}`, 'ringcast.v1', {
      perMessageDeflate: false,
    });
    socket.on('error', () => {});
    const closed = new Promise<[number, Buffer]>((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason]));
    });
    await once(socket, 'open');
    const frame = await this.#sendUntilClosed(socket, endFrame);
    const [closeCode, reason] = await closed;
    this.ends.push({ closeCode, reason: reason.toString(), frame });
    if (closeCode === 1000) this.#session += 1;
  }

  /** Sends until one frame was too much; returns it. */
  async #sendUntilClosed(socket: WebSocket, endFrame: number): Promise<MutatedFrame> {
    const hello = this.#hello();
    if (this.#connections++ % 10 >= GREETED_OF_TEN) {
      const frame = this.#post(socket, this.#options.mutator.hello(hello));
      // A hello that is right after all: this one is not.
      socket.send('{');
      return frame;
    }
    let nextSample = await say(socket, hello);
    for (;;) {
      const frame = this.#post(socket, this.#options.mutator.frame(nextSample ?? 0));
      if (nextSample === undefined || this.#sentFrames >= endFrame) socket.send('{');
      nextSample = await say(socket, { type: 'time', clientTimeMs: 0 }, nextSample);
      if (socket.readyState !== WebSocket.OPEN || nextSample === undefined) return frame;
    }
  }

  #post(socket: WebSocket, frame: MutatedFrame): MutatedFrame {
    this.#sentFrames += 1;
    socket.send(frame.data, { binary: frame.isBinary });
    return frame;
  }

  #hello(): Record<string, unknown> {
    const session = `mutated-session-${this.#session}`;
    return { type: 'hello', session, key: this.#options.key, epoch: 0, startSample: 0, format: FORMAT };
  }
}

/** Says something that is answered; the sample the server wants next, or undefined where the connection ended. */
async function say(socket: WebSocket, message: object, known?: number): Promise<number | undefined> {
  if (socket.readyState !== WebSocket.OPEN) return undefined;
  return new Promise((resolve) => {
    let nextSample = known;
    const finish = (value: number | undefined): void => {
      socket.off('message', hear).off('close', giveUp);
      resolve(value);
    };
    const giveUp = (): void => finish(undefined);
    const hear = (data: Buffer): void => {
      const answer = JSON.parse(data.toString()) as ServerMessage;
      if (answer.type === 'welcome' || answer.type === 'ack') nextSample = answer.nextSample;
      if (answer.type === 'welcome' || answer.type === 'time') finish(nextSample);
    };
    socket.on('message', hear).on('close', giveUp);
    socket.send(JSON.stringify(message));
  });
}
