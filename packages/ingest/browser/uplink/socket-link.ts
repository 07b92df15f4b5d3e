import { SUBPROTOCOL } from '../../src/wire/message.ts';
import type { SenderLink } from '../../src/wire/sender-link.ts';

const ABNORMAL_CLOSURE = 1_006;

/** What happens on a {@link SocketLink}; only of its newest connection. */
export interface SocketEvents {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onClose: (closeCode: number) => void;
}

/** A sender's way over a WebSocket. */
export class SocketLink implements SenderLink {
  readonly #url: string;
  readonly #events: SocketEvents;
  #socket: WebSocket | undefined;
  #handedOverBytes = 0;

  constructor(url: string, events: SocketEvents) {
    this.#url = url;
    this.#events = events;
  }

  /** Bytes of samples that left the browser, of all connections. */
  get sentBytes(): number {
    return this.#handedOverBytes - (this.#socket?.bufferedAmount ?? 0);
  }

  open(): void {
    this.close();
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    const whileNewest =
      <T extends unknown[]>(handle: (...values: T) => void) =>
      (...values: T): void => {
        if (this.#socket === socket) handle(...values);
      };
    this.#socket = socket;
    socket.onopen = whileNewest(() => this.#events.onOpen());
    socket.onmessage = whileNewest(({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#events.onText(data);
    });
    socket.onclose = whileNewest(({ code }: CloseEvent) => {
      this.#forget();
      this.#events.onClose(code === 0 ? ABNORMAL_CLOSURE : code);
    });
  }

  sendText(text: string): void {
    this.#send(text);
  }

  sendBlock(frame: Uint8Array<ArrayBuffer>): void {
    this.#handedOverBytes += frame.length;
    this.#send(frame);
  }

  close(): void {
    const socket = this.#socket;
    this.#forget();
    socket?.close(1_000);
  }

  /** A socket that is closing takes nothing; its close event is on the way. */
  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  #forget(): void {
    this.#handedOverBytes -= this.#socket?.bufferedAmount ?? 0;
    this.#socket = undefined;
  }
}
