import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A network between a client and a server that breaks when a test wants it to. */
export class TcpRelay {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #state: 'flowing' | 'stalled' | 'cut' = 'flowing';

  /** Passes on what comes to a free port of the loopback address. */
  static async open(targetPort: number): Promise<TcpRelay> {
    const relay = new TcpRelay(targetPort);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#take(client, targetPort));
  }

  /** `127.0.0.1:port`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every connection breaks, and so does each new one at once. */
  cut(): void {
    this.#state = 'cut';
    for (const pair of this.#pairs) destroy(pair);
  }

  /** Nothing gets through any more, and nobody is told; new connections open and stay silent. */
  stall(): void {
    this.#state = 'stalled';
    for (const { client, server } of this.#pairs)
      for (const socket of [client, server]) socket.unpipe().pause();
  }

  /** Everything gets through again, in order, what waited included. */
  restore(): void {
    this.#state = 'flowing';
    for (const pair of this.#pairs) flow(pair);
  }

  async close(): Promise<void> {
    this.cut();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #take(client: Socket, targetPort: number): void {
    client.on('error', () => {});
    if (this.#state === 'cut') return void client.destroy();
    const pair = { client, server: connect(targetPort, '127.0.0.1') };
    this.#pairs.add(pair);
    pair.server.on('error', () => {});
    for (const socket of [client, pair.server]) {
      socket.setNoDelay(true);
      socket.once('close', () => {
        this.#pairs.delete(pair);
        destroy(pair);
      });
    }
    if (this.#state === 'flowing') flow(pair);
  }
}

function flow({ client, server }: Pair): void {
  client.pipe(server).pipe(client);
}

function destroy({ client, server }: Pair): void {
  client.destroy();
  server.destroy();
}
