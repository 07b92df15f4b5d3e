import type { HandOver } from '../hand-over.ts';
import type { ClaimListener, PublicationReader, PublicationStore } from './publication-store.ts';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection.ts';
import { readLeft } from './redis-hand-over.ts';
import { keysOf } from './redis-keys.ts';
import { RedisLeases } from './redis-leases.ts';
import { RedisReader } from './redis-reader.ts';
import { readLastFromRedis } from './redis-station.ts';
import { removeFromRedis, RedisWriter } from './redis-writer.ts';

/** Which Redis, and who speaks to it. */
export interface RedisStoreOptions extends RedisConnectionOptions {
  /** Tells this process from others; the same after a restart. */
  readonly owner: string;
}

/**
 * Stations in Redis (or Valkey), for several machines: any process follows any station, and each is written by the
 * one that holds its lease.
 */
export class RedisStore implements PublicationStore {
  readonly #options: RedisStoreOptions;
  #writing: Promise<Writing> | undefined;

  constructor(options: RedisStoreOptions) {
    this.#options = options;
  }

  /** @throws SegmenterError `store-failed` where no Redis answers. */
  async claim(stations: readonly string[], { onClaimed, onLost }: ClaimListener): Promise<void> {
    const { logger } = this.#options;
    this.#writing ??= this.#openWriting();
    const { connection, leases } = await this.#writing;
    await leases.claim(stations, {
      onTaken: async (name, ticket) => {
        const [previous, handOver] = await Promise.all([
          readLastFromRedis(name, connection),
          readLeft(name, connection),
        ]);
        const writer = new RedisWriter({ connection, station: name, ticket, logger });
        logger.info({ station: name }, 'this process has the station now');
        onClaimed({ name, previous, handOver, writer });
      },
      onLost: (name) => {
        logger.warn({ station: name }, 'another process has the station now');
        onLost(name);
      },
    });
  }

  /** Nobody waits where Redis is away. */
  async isAwaited(station: string): Promise<boolean> {
    const writing = await this.#writing;
    return writing ? writing.connection.has(keysOf(station).awaited).catch(() => false) : false;
  }

  /** Where Redis is away the lease expires, and who has the station next goes on behind a discontinuity. */
  async handOver(station: string, left: HandOver): Promise<void> {
    const writing = await this.#writing;
    try {
      await writing?.leases.release(station, left);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#options.logger.warn({ station, error }, 'a station could not be handed over; its lease expires');
    }
  }

  /** What a day does where Redis is away: without a writer everything goes by itself. */
  async remove(station: string): Promise<void> {
    const writing = await this.#writing;
    const ticket = writing?.leases.ticketOf(station);
    if (!writing) return;
    try {
      const { connection } = writing;
      if (ticket !== undefined) await removeFromRedis(station, { connection, ticket });
      await writing.leases.release(station);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#options.logger.warn(
        { station, error },
        'a station could not be removed from Redis; it goes after a day',
      );
    }
  }

  /** @throws SegmenterError `store-failed` where no Redis answers. */
  async follow(stations: readonly string[]): Promise<PublicationReader> {
    const connection = await RedisConnection.open(this.#options);
    return new RedisReader({ connection, stations, logger: this.#options.logger });
  }

  async close(): Promise<void> {
    const writing = await this.#writing?.catch(() => undefined);
    await writing?.leases.close();
    writing?.connection.close();
  }

  async #openWriting(): Promise<Writing> {
    const { owner, logger } = this.#options;
    const connection = await RedisConnection.open(this.#options);
    return { connection, leases: new RedisLeases({ connection, owner, logger }) };
  }
}

interface Writing {
  readonly connection: RedisConnection;
  readonly leases: RedisLeases;
}
