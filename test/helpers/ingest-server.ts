import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIngest, type Ingest, type IngestOptions } from '@ringcast/ingest';
import { MemoryLogger, MemoryStation } from './memory-station.ts';
import { TemporaryJournal } from './temporary-journal.ts';

/** How an {@link IngestServer} differs from one with every default. */
type IngestServerOptions = Partial<IngestOptions> & Pick<IngestOptions, 'ffmpegPath'>;

/** The stream key of every station of an {@link IngestServer}. */
export const STREAM_KEY = 'correct-horse-battery-staple';

/** Ingest on a port of its own, with one station, `main`, that keeps what it is given. */
export class IngestServer {
  readonly station = new MemoryStation();
  readonly logger = new MemoryLogger();
  readonly #options: IngestServerOptions;
  readonly #server = createServer({ requestTimeout: 0 });
  #journal: TemporaryJournal | undefined;
  #ingest: Ingest | undefined;

  constructor(options: IngestServerOptions) {
    this.#options = options;
  }

  /** The folder of the journal. */
  get journalFolder(): string {
    return this.#journal?.folder ?? '';
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What its station's source says of the programme. */
  get programme(): ReturnType<Ingest['programmeOf']> {
    if (!this.#ingest) throw new Error('the server does not listen yet');
    return this.#ingest.programmeOf('main');
  }

  async listen(port = 0): Promise<void> {
    this.#journal = await TemporaryJournal.open(this.logger);
    const ingest = createIngest({
      stations: { find: (name) => (name === 'main' ? this.station : undefined) },
      judgeStreamKey: ({ key }) => ({ kind: key === STREAM_KEY ? 'right' : 'wrong' }),
      logger: this.logger,
      journal: this.#journal.journal,
      ...this.#options,
    });
    this.#ingest = ingest;
    const answer = ingest.app.callback();
    this.#server.on('request', (request, response) => void answer(request, response));
    this.#server.on('checkContinue', (request, response) => this.#server.emit('request', request, response));
    ingest.standBefore(this.#server);
    this.#server.on('upgrade', (request, socket, head) => ingest.handleUpgrade(request, socket, head));
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Ends ingest as a server that goes down does; still answers afterwards. */
  async closeIngest(): Promise<void> {
    await this.#ingest?.close();
  }

  async close(): Promise<void> {
    await this.#ingest?.close();
    await this.#journal?.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
