import type { Logger } from '@ringcast/segmenter';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './client-network.ts';
import { SeldomWarning } from './seldom-warning.ts';

/** How many connections there may be. */
export interface ConnectionLimitOptions {
  readonly maxConnections: number;
  /** From one address; of IPv6 from the network of one customer. */
  readonly maxConnectionsPerAddress: number;
  /** Whether an address is a proxy, through which all may come. */
  readonly isProxy: (address: string) => boolean;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Closes connections that are too many, without an answer, before anything is read from them. Call when all other
 * listeners for connections are there.
 */
export function limitConnections(server: Server, options: ConnectionLimitOptions): void {
  const counter = new ConnectionCounter(options);
  // Dropped by Node before there is an event.
  server.maxConnections = options.maxConnections;
  server.on('drop', () => counter.tell('maxConnections'));
  server.prependListener('connection', (socket: Socket) => counter.take(socket));
}

class ConnectionCounter {
  readonly #options: ConnectionLimitOptions;
  readonly #counts = new Map<string, number>();
  readonly #warning: SeldomWarning;

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
    this.#warning = new SeldomWarning(options.logger);
  }

  take(socket: Socket): void {
    const { maxConnectionsPerAddress, isProxy } = this.#options;
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const network = networkOf(address);
    const count = this.#counts.get(network) ?? 0;
    if (count >= maxConnectionsPerAddress) {
      socket.destroy();
      this.tell('maxConnectionsPerAddress');
      return;
    }
    this.#counts.set(network, count + 1);
    socket.once('close', () => this.#leave(network));
  }

  /** Says which setting holds connections off. */
  tell(setting: string): void {
    this.#warning.tell({ setting }, 'connections are refused: there are as many as the setting allows');
  }

  #leave(network: string): void {
    const left = (this.#counts.get(network) ?? 1) - 1;
    if (left > 0) this.#counts.set(network, left);
    else this.#counts.delete(network);
  }
}
