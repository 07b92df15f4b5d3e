import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { StationGate } from '@ringcast/ingest';
import { createIngest } from '@ringcast/ingest';
import { pino } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Hello } from '../../packages/ingest/src/wire/message.ts';
import { SimulatedSession } from './simulated-server.ts';
import { TemporaryJournal } from './temporary-journal.ts';

const ACKNOWLEDGE_EVERY_MS = 100;
const SILENT = pino({ level: 'silent' });

/**
 * A server with the real capture page and, in place of ingest, sessions that keep every sample as it came. It can go
 * down and come up again on the same port, with its memory.
 */
export class CaptureStage {
  /** By the id of the hello, in order of appearance. */
  readonly sessions = new Map<string, SimulatedSession>();
  /** The key that is taken. */
  key = 'correct-horse';
  /** Whether broadcasts can connect; pages can all the same. */
  takesBroadcasts = true;
  /** How fast what comes is read, on connections opened from now on too; what is more waits. */
  uplinkBps = Number.POSITIVE_INFINITY;
  #server: Server | undefined;
  #journal: TemporaryJournal | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();
  readonly #wss = new WebSocketServer({ noServer: true, handleProtocols: () => 'ringcast.v1' });

  /** The session that began last. */
  get session(): SimulatedSession {
    const session = [...this.sessions.values()].at(-1);
    if (session === undefined) throw new Error('no session has begun');
    return session;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    this.#journal ??= await TemporaryJournal.open(SILENT);
    const { app } = createIngest({
      journal: this.#journal.journal,
      stations: { find: () => ({}) as ReturnType<StationGate['find']> },
      judgeStreamKey: ({ key }) => ({ kind: key === this.key ? 'right' : 'wrong' }),
      ffmpegPath: 'ffmpeg',
      logger: SILENT,
    });
    const answer = app.callback();
    const server = createServer((request, response) => void answer(request, response));
    server.on('upgrade', (request, socket, head) => {
      if (!this.takesBroadcasts) return socket.destroy();
      this.#wss.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket));
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Every connection breaks, and no new one is taken. */
  async goDown(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#journal?.close();
    this.#journal = undefined;
  }

  #serve(webSocket: WebSocket): void {
    let session: SimulatedSession | undefined;
    const timer = setInterval(() => session?.acknowledge(), ACKNOWLEDGE_EVERY_MS);
    const handle = (frame: Buffer, isBinary: boolean): void => {
      if (isBinary) return session?.handleBlock(frame);
      const text = frame.toString();
      session ??= this.#greet(JSON.parse(text) as Hello, webSocket);
      session.handleText(text);
    };
    let waiting = Promise.resolve();
    let isOpen = true;
    webSocket.on('close', () => {
      isOpen = false;
      clearInterval(timer);
    });
    webSocket.on('message', (data, isBinary) => {
      const frame = data as Buffer;
      waiting = waiting.then(async () => {
        await this.#letPass(frame.length);
        if (isOpen) handle(frame, isBinary);
      });
    });
  }

  /** Takes as long as so many bytes take on the line. */
  async #letPass(bytes: number): Promise<void> {
    const onLineMs = (bytes * 8_000) / this.uplinkBps;
    if (onLineMs > 0) await setTimeout(onLineMs);
  }

  #greet(hello: Hello, webSocket: WebSocket): SimulatedSession {
    const session = this.sessions.get(hello.session) ?? new SimulatedSession(Date.now);
    this.sessions.set(hello.session, session);
    session.connect({
      sendText: (text) => webSocket.send(text),
      close: (closeCode) => webSocket.close(closeCode),
    });
    session.refusal =
      hello.key === this.key
        ? undefined
        : { closeCode: 4401, message: 'The stream key is not the one of station "main".' };
    return session;
  }
}
