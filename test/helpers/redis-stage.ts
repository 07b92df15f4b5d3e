import {
  RedisStore,
  type ClaimedStation,
  type Publication,
  type PublicationReader,
} from '@ringcast/segmenter';
import { PublicationBuilder } from './publication-builder.ts';
import { PublicationLog } from './publication-log.ts';
import type { RedisProcess } from './redis-process.ts';
import { TcpRelay } from './tcp-relay.ts';
import { WatchedLogger } from './watched-logger.ts';

/** A station that is written to Redis, and what was written of it. */
export interface WrittenStation {
  readonly builder: PublicationBuilder;
  readonly written: readonly Publication[];
  readonly claimed: ClaimedStation;
  /** Resolves when the process is told that it may write it no more. */
  readonly lost: Promise<void>;
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

  /** A network between a process and Redis. */
  async openNetwork(): Promise<TcpRelay> {
    const network = await TcpRelay.open(this.#redis.port);
    this.#closing.push(network);
    return network;
  }

  /** Asks for a station, and when it was asked for once resolves with how to wait until the process has it. */
  async claim(store: RedisStore, station: string): Promise<{ taken: Promise<ClaimedStation> }> {
    let take: (claimed: ClaimedStation) => void = () => {};
    const taken = new Promise<ClaimedStation>((resolve) => (take = resolve));
    await store.claim([station], { onClaimed: take, onLost: () => {} });
    return { taken };
  }

  /** Has a station and writes what its builder publishes. */
  async write(
    station: string,
    { store, profile = 'low' }: { store?: RedisStore; profile?: 'low' | 'standard' } = {},
  ): Promise<WrittenStation> {
    const builder = new PublicationBuilder({ station, profile });
    const written: Publication[] = [];
    const asked = store ?? this.open(`writer of ${station}`);
    let lose: () => void = () => {};
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const claimed = await new Promise<ClaimedStation>((resolve, reject) => {
      asked.claim([station], { onClaimed: resolve, onLost: () => lose() }).catch(reject);
    });
    builder.subscribe((publication) => {
      written.push(publication);
      claimed.writer.write(publication);
    });
    this.#closing.push(claimed.writer);
    return { builder, written, claimed, lost };
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
