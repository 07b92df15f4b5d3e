import type { Logger } from '../logger.ts';
import type { Publication } from '../publication.ts';
import { PublicationHub } from '../publication-hub.ts';
import type { PublicationReader } from './publication-store.ts';
import type { RedisConnection, StreamEntry } from './redis-connection.ts';
import { RedisStation } from './redis-station.ts';

/** More often than a connection may be silent. */
const BLOCK_MS = 1_000;
const RETRY_DELAY_MS = 100;

/** What a reader needs. */
export interface RedisReaderOptions {
  /** Its own: it waits on it. */
  readonly connection: RedisConnection;
  /** At least one. */
  readonly stations: readonly string[];
  readonly logger: Logger;
}

/**
 * Follows stations in Redis, whoever writes them: waits for their edges, then reads what is new of those that moved.
 * What comes in a burst is one step. While Redis is lost nothing is published; afterwards it goes on.
 */
export class RedisReader implements PublicationReader {
  readonly #options: RedisReaderOptions;
  readonly #hub: PublicationHub;
  /** By the key of the edge. */
  readonly #stations: ReadonlyMap<string, RedisStation>;
  #lastIds = new Map<string, string>();
  readonly #opened: Promise<void>;
  #failure: string | undefined;
  readonly #closing = new AbortController();

  constructor(options: RedisReaderOptions) {
    this.#options = options;
    const { stations, connection, logger } = options;
    this.#hub = new PublicationHub({ station: 'in Redis', logger });
    const followed = stations.map((name) => new RedisStation(name, connection));
    this.#stations = new Map(followed.map((station) => [station.edgeKey, station]));
    this.#lookAnew();
    this.#opened = this.#attempt({}).then(() => void this.#follow());
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  opened(): Promise<void> {
    return this.#opened;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    return this.#hub.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#options.connection.close();
  }

  async #follow(): Promise<void> {
    while (!this.#isClosed) await this.#attempt({ blockMs: BLOCK_MS });
  }

  /** After a failure each edge is looked at again, for Redis may be another one now. */
  async #attempt(waiting: { blockMs?: number }): Promise<void> {
    try {
      await this.#step(waiting);
      this.#failure = undefined;
    } catch (cause) {
      this.#noteFailure(cause);
      this.#lookAnew();
      await this.#options.connection.pause(RETRY_DELAY_MS, this.#closing.signal);
    }
  }

  #lookAnew(): void {
    this.#lastIds = new Map([...this.#stations.keys()].map((key) => [key, '0']));
  }

  async #step(waiting: { blockMs?: number }): Promise<void> {
    const lastIds = this.#lastIds;
    const edges = await this.#options.connection.readStreams(lastIds, waiting);
    const newest = [...edges].flatMap(([key, entries]) => {
      const edge = entries.at(-1);
      return edge ? [{ key, edge }] : [];
    });
    for (const { key, edge } of newest) lastIds.set(key, edge.id);
    await Promise.all(newest.map(({ key, edge }) => this.#read(key, edge)));
  }

  async #read(key: string, edge: StreamEntry): Promise<void> {
    const publication = await this.#stations.get(key)?.read(edge);
    if (publication && !this.#isClosed) this.#hub.publish(publication);
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #noteFailure(cause: unknown): void {
    if (this.#isClosed) return;
    const error = cause instanceof Error ? cause.message : String(cause);
    if (this.#failure === undefined)
      this.#options.logger.error({ error }, 'the stations in Redis cannot be followed; it is tried again');
    this.#failure = error;
  }
}
