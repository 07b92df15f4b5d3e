import type { Logger } from '@ringcast/segmenter';
import type { RawData, WebSocket } from 'ws';
import type { SessionClock } from '../session/session-clock.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import type { SourceSession } from '../session/source-session.ts';
import type { StationEntrance } from '../station-gate.ts';
import { IngestError } from '../wire/ingest-error.ts';
import type { Hello, TimeRequest } from '../wire/message.ts';
import { parseClientMessage } from '../wire/message-schema.ts';
import { WireError } from '../wire/wire-error.ts';
import type { WebSocketLink } from './websocket-link.ts';

/** What a connection needs. */
export interface WebSocketSourceOptions {
  readonly socket: WebSocket;
  readonly link: WebSocketLink;
  readonly station: { readonly name: string; readonly entrance: StationEntrance };
  /** Checks the key of a hello. @throws WireError `wrong-key` */
  readonly checkKey: (key: string | undefined) => void;
  readonly sessions: SessionRegistry;
  readonly clock: SessionClock;
  readonly helloTimeoutMs: number;
  readonly logger: Logger;
}

/** Speaks ringcast.v1 with a client until the connection ends. */
export function serveWebSocketSource(options: WebSocketSourceOptions): void {
  const source = new WebSocketSource(options);
  const { socket, station, logger } = options;
  socket.on('message', (data, isBinary) => source.onMessage(data, isBinary));
  socket.on('close', () => source.onClose());
  socket.on('error', (err) => logger.debug({ err, station: station.name }, 'socket error'));
}

class WebSocketSource {
  readonly #options: WebSocketSourceOptions;
  /** Undefined until the hello. */
  #session: SourceSession | undefined;
  readonly #cancelHelloTimeout: () => void;

  constructor(options: WebSocketSourceOptions) {
    this.#options = options;
    const { clock, helloTimeoutMs } = options;
    this.#cancelHelloTimeout = clock.schedule(helloTimeoutMs, () => this.#onHelloTimeout());
  }

  onMessage(data: RawData, isBinary: boolean): void {
    if (this.#options.link.isClosed) return;
    try {
      // `binaryType` is nodebuffer, so a message is one Buffer.
      if (isBinary) this.#takeBlock(data as Buffer);
      else this.#takeText(data as Buffer);
    } catch (error) {
      this.#fail(error);
    }
    this.#holdBack();
  }

  #takeBlock(frame: Buffer): void {
    if (!this.#session) throw new WireError('bad-message', 'A hello must come first; a block came.');
    this.#session.takeBlock(frame);
  }

  #takeText(frame: Buffer): void {
    const message = parseClientMessage(frame);
    if (message.type === 'time') this.#answerTime(message);
    else if (message.type === 'hello') this.#takeHello(message);
    else if (this.#session) this.#session.takeMessage(message);
    else throw new WireError('bad-message', `A hello must come first; ${message.type} came.`);
  }

  #takeHello(hello: Hello): void {
    const { station, link, sessions, checkKey, logger } = this.#options;
    if (this.#session) throw new WireError('bad-message', 'Only one hello may come; a second came.');
    this.#cancelHelloTimeout();
    checkKey(hello.key);
    const session = sessions.find(station, hello);
    session.attach(link, hello);
    this.#session = session;
    const { format, client } = hello;
    logger.info({ station: station.name, session: hello.session, format, client }, 'a client is connected');
  }

  #answerTime({ clientTimeMs }: TimeRequest): void {
    const serverTimeMs = this.#options.clock.nowMs();
    this.#options.link.send({ type: 'time', clientTimeMs, serverTimeMs });
  }

  /** Reads no more while the session has enough to do. */
  #holdBack(): void {
    const { socket } = this.#options;
    if (!this.#session?.isFull || socket.isPaused) return;
    socket.pause();
    void this.#session.room().then(() => socket.resume());
  }

  #onHelloTimeout(): void {
    const seconds = this.#options.helloTimeoutMs / 1_000;
    this.#fail(new WireError('hello-timeout', `A hello must come within ${seconds} s; none came.`));
  }

  onClose(): void {
    this.#cancelHelloTimeout();
    this.#session?.detach(this.#options.link);
  }

  #fail(cause: unknown): void {
    const { link, station, logger } = this.#options;
    const error = wireErrorOf(cause);
    if (error.code === 'internal') logger.error({ err: cause, station: station.name }, 'a connection failed');
    else logger.warn({ station: station.name, code: error.code }, error.message);
    this.#session?.detach(link);
    link.close(error);
  }
}

function wireErrorOf(cause: unknown): WireError {
  if (cause instanceof WireError) return cause;
  const message = cause instanceof IngestError ? cause.message : 'The server failed; its log says more.';
  return new WireError('internal', message, { cause });
}
