import type { PcmFormat } from '../wire/pcm-format.ts';
import { Delivery } from '../wire/sender-delivery.ts';
import type { KeptFile } from '../wire/sender-kept-file.ts';
import type { Problem, SenderState } from '../wire/sender-state.ts';
import type { Sender } from '../wire/sender.ts';
import { NodeLink } from './node-link.ts';
import { NODE_STAND_INS } from './node-stand-ins.ts';
import { steadyNowMs } from './steady-clock.ts';

/** Where a broadcast goes. */
export interface Destination {
  /** The server's address, `https://radio.example`; a path in it is kept. */
  readonly server: string;
  readonly station: string;
  readonly key: string;
}

/** What a {@link NodeDelivery} is told. */
export interface NodeDeliveryOptions extends Destination {
  readonly session: string;
  /** The format of the first samples, or the file of a broadcast whose rest is to be sent. */
  readonly start: PcmFormat | KeptFile;
  readonly onStateChanged?: (state: SenderState) => void;
  /** Everything is sent, or will not be; what is unsent is in the file, which is closed. */
  readonly onEnded: () => void;
}

const CLIENT = 'ringcast capture';

/** A broadcast's way from a program to the server. */
export class NodeDelivery {
  readonly #link: NodeLink;
  readonly #delivery: Delivery;

  constructor(options: NodeDeliveryOptions) {
    this.#link = new NodeLink(socketUrlOf(options), {
      onOpen: () => this.sender.handleOpen(),
      onText: (text) => this.sender.handleText(text),
      onClose: (closeCode) => this.sender.handleClose(closeCode),
      onRefused: (problem) => this.#handleRefused(problem),
    });
    this.#delivery = new Delivery({
      ...options,
      standIns: NODE_STAND_INS,
      client: CLIENT,
      link: this.#link,
      nowMs: steadyNowMs,
      random: Math.random,
    });
  }

  get sender(): Sender {
    return this.#delivery.sender;
  }

  /** Duration of the sound that is to get to the server, and has not. */
  get unsentMs(): number {
    return this.#delivery.unsentMs;
  }

  /** Why there is no connection, in the system's words. */
  get failure(): string | undefined {
    return this.#link.failure;
  }

  /** Keeps in this file what is not sent. */
  keepIn(file: KeptFile): void {
    this.#delivery.keepIn(file);
  }

  /** Does what is due; call it some twenty times a second. */
  tick(): void {
    this.#delivery.tick();
  }

  /** The program may be ended now: writes everything that is not sent. */
  keepAll(): void {
    this.#delivery.keepAll();
  }

  /** A no that is not the server's own comes from a proxy, which says it too while the server behind it is away. */
  #handleRefused(problem: Problem): void {
    if (problem.code !== 'connection-lost' || !this.#delivery.wasLive) this.sender.refuse(problem);
  }
}

/** Where a station takes ringcast.v1. */
export function socketUrlOf({ server, station }: Pick<Destination, 'server' | 'station'>): string {
  const url = new URL(server);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/ingest/${station}`;
  return url.href;
}
