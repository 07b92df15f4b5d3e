import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes requests on to a server and counts them by their path and query. */
export class CountingProxy {
  readonly counts = new Map<string, number>();
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });

  static async open(targetPort: number): Promise<CountingProxy> {
    const proxy = new CountingProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(targetPort: number) {
    this.#server = createServer((incoming, response) => this.#pass(targetPort, incoming, response));
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(port: number, incoming: IncomingMessage, response: ServerResponse): void {
    const { url = '', method } = incoming;
    // Of one connection only.
    const { connection: _, ...headers } = incoming.headers;
    this.counts.set(url, (this.counts.get(url) ?? 0) + 1);
    const outgoing = request({ host: '127.0.0.1', port, path: url, method, headers, agent: this.#agent });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    // One that is answered gives its connection to the next, which must not be cut.
    response.on('close', () => void (response.writableFinished || outgoing.destroy()));
    incoming.pipe(outgoing);
  }
}
