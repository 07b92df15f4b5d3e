import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { isWireErrorCode } from '../wire/close-code.ts';
import { SUBPROTOCOL } from '../wire/message.ts';
import type { SenderLink } from '../wire/sender-link.ts';
import type { Problem } from '../wire/sender-state.ts';

/** What happens on a {@link NodeLink}; only of its newest connection. */
export interface NodeLinkEvents {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onClose: (closeCode: number) => void;
  /**
   * The request for a connection was answered with no. Trying again cannot help, unless the code is `connection-lost`
   * and there was a connection before: that no is not the server's own.
   */
  readonly onRefused: (problem: Problem) => void;
}

const ABNORMAL_CLOSURE = 1_006;
const MAX_ANSWER_BYTES = 4_096;
/** Answers that a later request may not get: a time-out, too many connections. */
const PASSING_STATUS = new Set([408, 425, 429]);

/** A sender's way over a WebSocket, from Node. */
export class NodeLink implements SenderLink {
  readonly #url: string;
  readonly #events: NodeLinkEvents;
  #socket: WebSocket | undefined;
  #failure: string | undefined;

  constructor(url: string, events: NodeLinkEvents) {
    this.#url = url;
    this.#events = events;
  }

  /** Why the last attempt to connect failed, in the system's words; undefined once one has not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  open(): void {
    this.close();
    const socket = new WebSocket(this.#url, SUBPROTOCOL, { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => {
      this.#failure = undefined;
      this.#events.onOpen();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) this.#events.onText(data.toString());
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.message || (error.code ?? 'no connection');
    });
    socket.on('unexpected-response', (_, response) => {
      // Why it failed is what the answer says, not that the socket is then given up.
      socket.removeAllListeners('error').on('error', () => undefined);
      void this.#hearNo(response)
        .catch(() => undefined)
        .then(() => socket.terminate());
    });
    socket.on('close', (code) => this.#events.onClose(code === 0 ? ABNORMAL_CLOSURE : code));
  }

  sendText(text: string): void {
    this.#send(text);
  }

  sendBlock(frame: Uint8Array<ArrayBuffer>): void {
    this.#send(frame);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    // What it still says is of no interest, but an error that nobody listens to would end the process.
    socket.removeAllListeners().on('error', () => undefined);
    if (socket.readyState === WebSocket.OPEN) socket.close(1_000);
    else socket.terminate();
  }

  /** A socket that is closing takes nothing; its close event is on the way. */
  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  async #hearNo(response: IncomingMessage): Promise<void> {
    const socket = this.#socket;
    const { statusCode = 0 } = response;
    const { code, message } = readAnswer(await textOf(response));
    this.#failure = message ?? `the server answered with status ${statusCode}`;
    const isFinal = statusCode >= 400 && statusCode < 500 && !PASSING_STATUS.has(statusCode);
    if (!isFinal || socket !== this.#socket) return;
    if (code !== undefined && isWireErrorCode(code)) {
      this.#events.onRefused({ code, message: this.#failure });
      return;
    }
    const expected =
      message ?? `${this.#url} was answered with status ${statusCode}; is a Ringcast server there?`;
    this.#events.onRefused({ code: 'connection-lost', message: expected });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  return text;
}

function readAnswer(text: string): { code?: string; message?: string } {
  try {
    const { code, message } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(typeof code === 'string' && { code }),
      ...(typeof message === 'string' && { message }),
    };
  } catch {
    return {};
  }
}
