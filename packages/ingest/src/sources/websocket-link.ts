import type { WebSocket } from 'ws';
import type { SessionLink } from '../session/source-session.ts';
import { CLOSE_STOPPED, closeCodeOf } from '../wire/close-code.ts';
import { encodeMessage, type ServerMessage } from '../wire/message.ts';
import type { WireError } from '../wire/wire-error.ts';

/** A client that reads this little of what it is told is not worth keeping. */
const MAX_UNSENT_BYTES = 262_144;
/** RFC 6455, 5.5: a control frame carries 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;
/** How long a client has to answer a close. */
const CLOSE_TIMEOUT_MS = 2_000;

/** A session's way to its client over a WebSocket. */
export class WebSocketLink implements SessionLink {
  readonly #socket: WebSocket;
  #isClosed = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Whether it was closed from this side. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(message: ServerMessage): void {
    if (this.#isClosed || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) this.#socket.terminate();
    else this.#socket.send(encodeMessage(message));
  }

  close(outcome: WireError | 'stopped'): void {
    if (this.#isClosed) return;
    if (outcome === 'stopped') return this.closeWith(CLOSE_STOPPED, 'stopped');
    this.send({ type: 'error', code: outcome.code, message: outcome.message });
    this.closeWith(closeCodeOf(outcome.code), outcome.message);
  }

  /** Closes with a code of its own and a reason, which is cut where it is too long. */
  closeWith(code: number, reason: string): void {
    this.#isClosed = true;
    // A paused socket would never see the client's answer.
    this.#socket.resume();
    this.#socket.close(code, cutUtf8(reason, MAX_REASON_BYTES));
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}

function cutUtf8(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  // A character that was cut in two decodes to U+FFFD.
  return bytes.toString('utf8', 0, maxBytes).replace(/\uFFFD+$/, '');
}
