import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIngest, type Ingest, type IngestOptions } from '@ringcast/ingest';
import { MemoryLogger, MemoryStation } from './memory-station.ts';

/** The stream key of every station of an {@link IngestServer}. */
export const STREAM_KEY = 'correct-horse-battery-staple';

/** Ingest on a port of its own, with one station, `main`, that keeps what it is given. */
export class IngestServer {
  readonly station = new MemoryStation();
  readonly logger = new MemoryLogger();
  readonly #ingest: Ingest;
  readonly #server: Server;

  constructor(options: Partial<IngestOptions> & Pick<IngestOptions, 'ffmpegPath'>) {
    this.#ingest = createIngest({
      stations: { find: (name) => (name === 'main' ? this.station : undefined) },
      streamKeyOf: () => STREAM_KEY,
      logger: this.logger,
      ...options,
    });
    const answer = this.#ingest.app.callback();
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => void answer(request, response));
    this.#server.on('checkContinue', (request, response) => this.#server.emit('request', request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#ingest.handleUpgrade(request, socket, head));
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Ends ingest as a server that goes down does; still answers afterwards. */
  closeIngest(): Promise<void> {
    return this.#ingest.close();
  }

  async close(): Promise<void> {
    await this.#ingest.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
