import { once } from 'node:events';
import WebSocket from 'ws';
import { STREAM_KEY } from './ingest-server.ts';

/** Where and how a client connects. */
export interface WebcastOptions {
  readonly host: string;
  /** Default `/main`. */
  readonly path?: string;
  /** The page that it runs in. Default one of another site. */
  readonly origin?: string;
}

/** Says on the wire what webcast.js says in a browser (https://github.com/webcast/webcast.js). */
export class WebcastClient {
  readonly socket: WebSocket;
  /** Resolves with the code and reason of the close. */
  readonly closed: Promise<{ code: number; reason: string }>;

  static async connect({
    host,
    path = '/main',
    origin = 'https://dj.example',
  }: WebcastOptions): Promise<WebcastClient> {
    const client = new WebcastClient(new WebSocket(`ws://${host}${path}`, 'webcast', { origin }));
    await once(client.socket, 'open');
    return client;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  hello(data: object = { mime: 'audio/webm;codecs=opus', user: 'source', password: STREAM_KEY }): this {
    return this.say({ type: 'hello', data });
  }

  say(message: object | string): this {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  /** Sends sound in messages as a recorder makes them. */
  send(sound: Buffer, messageBytes = 4_096): this {
    for (let at = 0; at < sound.length; at += messageBytes)
      this.socket.send(sound.subarray(at, at + messageBytes));
    return this;
  }
}
