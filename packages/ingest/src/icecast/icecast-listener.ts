import type { Socket } from 'node:net';
import { SourceError } from '../source-error.ts';
import { IcecastSource, type IcecastSourceOptions } from './icecast-source.ts';
import { stationOfMount } from './mount.ts';
import { readOpening } from './opening-reader.ts';
import { escapeTarget, parseRequestHead, type RequestHead } from './request-head.ts';
import { ALLOWED_METHODS, answerAndClose, answerOf, type SourceAnswer } from './source-answer.ts';

/** For a head once the server goes down, which waits for all connections. */
const HEAD_TIMEOUT_AT_END_MS = 500;

/**
 * Takes clients of Icecast, whom Node's HTTP server cannot serve: the body of their request has neither length nor
 * chunks, and lasts until they close.
 */
export class IcecastListener {
  readonly #options: IcecastSourceOptions;
  /** Those that no HTTP server knows of. */
  readonly #sockets = new Set<Socket>();
  #isClosing = false;

  constructor(options: IcecastSourceOptions) {
    this.#options = options;
  }

  /** Takes a connection of which nothing was read, or calls `handOver` with every byte still in it. */
  accept(socket: Socket, handOver: () => void): void {
    const forget = () => void this.#sockets.delete(socket);
    this.#sockets.add(socket);
    socket.once('close', forget);
    const handOn = () => {
      forget();
      handOver();
    };
    readOpening(socket, this.#isClosing ? HEAD_TIMEOUT_AT_END_MS : this.#options.settings.headTimeoutMs, {
      onOther: handOn,
      onTooLong: () => this.#answer(socket, 'HTTP/1.0', { status: 431 }),
      onHead: (bytes, bodyOffset) => {
        const head = this.#parse(socket, bytes.subarray(0, bodyOffset));
        if (!head) return;
        const isOurs = isForSource(head);
        socket.unshift(isOurs ? bytes.subarray(bodyOffset) : escapeTarget(bytes));
        if (isOurs) this.#serve(socket, head);
        else handOn();
      },
    });
  }

  /** Ends the connections that are left, and gives later ones little time. */
  close(): void {
    this.#isClosing = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #parse(socket: Socket, bytes: Buffer): RequestHead | undefined {
    try {
      return parseRequestHead(bytes);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#answer(socket, 'HTTP/1.0', answerOf(error));
      return undefined;
    }
  }

  #serve(socket: Socket, head: RequestHead): void {
    const options = { status: 200, headers: { Allow: ALLOWED_METHODS } };
    if (head.method === 'OPTIONS') return this.#answer(socket, head.version, options);
    ignoreErrors(socket);
    void new IcecastSource(this.#options, { socket, head }).serve();
  }

  #answer(socket: Socket, version: string, answer: SourceAnswer): void {
    ignoreErrors(socket);
    answerAndClose(socket, version, answer);
  }
}

/** What a broken connection means, whoever reads from it says. */
function ignoreErrors(socket: Socket): void {
  socket.on('error', () => {});
}

/** A PUT whose body has a length or chunks is for the HTTP server, and so is a WebSocket. */
function isForSource({ method, target, headers }: RequestHead): boolean {
  if (method !== 'PUT') return method !== 'GET';
  if (stationOfMount(target) === undefined) return false;
  return !['content-length', 'transfer-encoding', 'upgrade'].some((name) => headers.has(name));
}
