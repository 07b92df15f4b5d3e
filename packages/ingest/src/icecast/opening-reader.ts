import type { Socket } from 'node:net';
import { bodyOffsetOf } from './request-head.ts';

/** How a connection turns out. */
export interface OpeningHandlers {
  /** A head is complete that may be for a source: everything that came, and where in it the body begins. */
  readonly onHead: (bytes: Buffer, bodyOffset: number) => void;
  /** Something else; every byte is back in the socket. */
  readonly onOther: () => void;
  /** The head is too long. */
  readonly onTooLong: () => void;
}

/** What a source client may say first. */
const OPENINGS = ['SOURCE ', 'PUT ', 'OPTIONS * ', 'GET /admin/metadata'];
const LONGEST_OPENING = Math.max(...OPENINGS.map(({ length }) => length));
/** As much as Node's HTTP server allows. */
const MAX_HEAD_BYTES = 16_384;

/**
 * Reads what a connection says first, as far as it takes to tell source clients from all others. Lets go of the
 * socket, without a word, when it closes or takes too long.
 *
 * @param timeoutMs for the whole head, however slowly it comes
 */
export function readOpening(socket: Socket, timeoutMs: number, handlers: OpeningHandlers): void {
  new OpeningReader(socket, timeoutMs, handlers).start();
}

class OpeningReader {
  readonly #socket: Socket;
  readonly #handlers: OpeningHandlers;
  readonly #timer: NodeJS.Timeout;
  #received = Buffer.alloc(0);

  constructor(socket: Socket, timeoutMs: number, handlers: OpeningHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#timer = setTimeout(this.#drop, timeoutMs);
  }

  start(): void {
    this.#socket
      .on('readable', this.#read)
      .on('end', this.#drop)
      .on('error', this.#drop)
      .on('close', this.#release);
  }

  readonly #read = (): void => {
    const chunk = this.#socket.read() as Buffer | null;
    if (chunk === null) return;
    this.#received = Buffer.concat([this.#received, chunk]);
    const { onOther, onHead, onTooLong } = this.#handlers;
    if (!maySpeakIcecast(this.#received)) {
      this.#release();
      this.#socket.unshift(this.#received);
      return onOther();
    }
    const bodyOffset = bodyOffsetOf(this.#received.subarray(0, MAX_HEAD_BYTES));
    if (bodyOffset !== undefined) {
      this.#release();
      onHead(this.#received, bodyOffset);
    } else if (this.#received.length >= MAX_HEAD_BYTES) {
      this.#release();
      onTooLong();
    }
  };

  readonly #drop = (): void => {
    this.#release();
    this.#socket.on('error', () => {});
    this.#socket.destroy();
  };

  readonly #release = (): void => {
    clearTimeout(this.#timer);
    this.#socket.off('readable', this.#read).off('end', this.#drop).off('error', this.#drop);
    this.#socket.off('close', this.#release);
  };
}

function maySpeakIcecast(bytes: Buffer): boolean {
  const begin = bytes.toString('latin1', 0, LONGEST_OPENING);
  return OPENINGS.some((opening) => begin.startsWith(opening) || opening.startsWith(begin));
}
