import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a {@link DelayingRelay} treats what it passes on. */
export interface DelayOptions {
  readonly targetPort: number;
  /** Each way. */
  readonly delayMs: number;
  /** Up to this much more, at random. Default none. */
  readonly jitterMs?: number;
  /** Nothing passes for this long … Default none. */
  readonly hiccupMs?: number;
  /** … this often. */
  readonly hiccupEveryMs?: number;
}

/** A network that takes its time: everything arrives in order and whole, but later. */
export class DelayingRelay {
  readonly #options: DelayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** Passes on what comes to a free port of the loopback address. */
  static async open(options: DelayOptions): Promise<DelayingRelay> {
    const relay = new DelayingRelay(options);
    await once(relay.#server.listen(0, '127.0.0.1'), 'listening');
    return relay;
  }

  private constructor(options: DelayOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#join(client, connect(options.targetPort, '127.0.0.1')));
  }

  /** A URL of the target through the relay. */
  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Ends it. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server.close(), 'close');
  }

  #join(client: Socket, server: Socket): void {
    this.#pass(client, server);
    this.#pass(server, client);
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    let dueAtMs = 0;
    // Timers of different lengths that end in the same millisecond keep no order of their own.
    const waiting: (() => void)[] = [];
    const later = (act: () => void): void => {
      dueAtMs = Math.max(dueAtMs, this.#arrivalMs());
      waiting.push(act);
      setTimeout(() => waiting.shift()?.(), dueAtMs - performance.now());
    };
    from.setNoDelay(true);
    from.on('data', (bytes) => later(() => to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      later(() => to.destroy());
    });
  }

  #arrivalMs(): number {
    const { delayMs, jitterMs = 0, hiccupMs = 0, hiccupEveryMs = Infinity } = this.#options;
    const nowMs = performance.now();
    const intoMs = nowMs % hiccupEveryMs;
    const heldMs = intoMs < hiccupMs ? hiccupMs - intoMs : 0;
    return nowMs + heldMs + delayMs + Math.random() * jitterMs;
  }
}
