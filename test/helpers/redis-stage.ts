import {
  RedisStore,
  type ClaimedStation,
  type Publication,
  type PublicationReader,
} from '@ringcast/segmenter';
import { EventEmitter, once } from 'node:events';
import { PublicationBuilder } from './publication-builder.ts';
import { PublicationLog } from './publication-log.ts';
import type { RedisProcess } from './redis-process.ts';
import { WatchedLogger } from './watched-logger.ts';

/** A station that is written to Redis, and what was written of it. */
export interface WrittenStation {
  readonly builder: PublicationBuilder;
  readonly written: readonly Publication[];
  readonly claimed: ClaimedStation;
}

/** What becomes of a station that is asked for. */
export interface Claim {
  /** Resolves when the process has it next; what came before does not count. */
  readonly taken: () => Promise<ClaimedStation>;
  /** How often it was lost. */
  readonly losses: () => number;
}

/** Processes that share a Redis; {@link close} ends them all. */
export class RedisStage {
  readonly logger = new WatchedLogger();
  readonly #redis: RedisProcess;
  readonly #closing: { close(): Promise<void> }[] = [];

  constructor(redis: RedisProcess) {
    this.#redis = redis;
  }

  /** A process of this name; `host` leads to Redis where it is not Redis itself. */
  open(owner: string, host?: string): RedisStore {
    const url = host === undefined ? this.#redis.url : `redis://${host}`;
    const store = new RedisStore({ url, owner, logger: this.logger });
    this.#closing.push(store);
    return store;
  }

  /** Asks for a station; resolves when it was asked for once. */
  async claim(store: RedisStore, station: string): Promise<Claim> {
    const events = new EventEmitter();
    let losses = 0;
    await store.claim([station], {
      onClaimed: (claimed) => events.emit('taken', claimed),
      onLost: () => (losses += 1),
    });
    const taken = async (): Promise<ClaimedStation> => {
      const [claimed] = (await once(events, 'taken')) as [ClaimedStation];
      return claimed;
    };
    return { taken, losses: () => losses };
  }

  /** Has a station and writes what its builder publishes. */
  async write(
    station: string,
    { store, profile = 'low' }: { store?: RedisStore; profile?: 'low' | 'standard' } = {},
  ): Promise<WrittenStation> {
    const builder = new PublicationBuilder({ station, profile });
    const written: Publication[] = [];
    const asked = store ?? this.open(`writer of ${station}`);
    const claimed = await new Promise<ClaimedStation>((resolve, reject) => {
      asked.claim([station], { onClaimed: resolve, onLost: () => {} }).catch(reject);
    });
    builder.subscribe((publication) => {
      written.push(publication);
      claimed.writer.write(publication);
    });
    this.#closing.push(claimed.writer);
    return { builder, written, claimed };
  }

  /** Follows stations; resolves when what is there has been read. */
  async read(stations: readonly string[]): Promise<PublicationLog> {
    const reader: PublicationReader = await this.open('reader').follow(stations);
    this.#closing.push(reader);
    const log = new PublicationLog(reader);
    await reader.opened();
    return log;
  }

  async close(): Promise<void> {
    for (const each of this.#closing.toReversed()) await each.close();
  }
}

/** Whether a file, as text, is one that the builder's playlists may name. */
export function isInWindow({ manifest }: PublicationBuilder): (content: string) => boolean {
  const first = manifest.segments[0]?.msn ?? 0;
  const last = manifest.segments.at(-1)?.msn ?? 0;
  return (content) => {
    const match = /^\S+\/(\d+)(\.\d+)?\.m4s /.exec(content);
    if (!match) return true;
    return Number(match[1]) >= (match[2] === undefined ? first : last - 6);
  };
}
