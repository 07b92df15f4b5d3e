import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { SegmenterError } from '../segmenter-error.ts';

const CONNECT_TIMEOUT_MS = 2_000;
/** A server that says nothing for so long is gone; something is asked of it more often than that. */
const SILENCE_MS = 3_000;
const LEAST_RETRY_MS = 20;
/** How much longer each pause is than the one before: what is lost by waiting is a quarter of the outage at most. */
const RETRY_GROWTH = 1.25;
const MAX_RETRY_MS = 250;
/** How much of a pause is left to chance. */
const RETRY_SPREAD = 0.5;
const FIRST_CONNECT_MS = 15_000;

/** Which Redis. */
export interface RedisConnectionOptions {
  /** `redis://HOST:PORT`, `rediss://USER:PASSWORD@HOST`. */
  readonly url: string;
  /** How long Redis may take to answer at first: it may be starting too. Default 15,000. */
  readonly connectWithinMs?: number;
  readonly logger: Logger;
}

/** An entry of a stream: its first field. */
export interface StreamEntry {
  readonly id: string;
  readonly field: string;
  readonly value: Buffer;
}

/** Something Redis is told or asked with. */
export type RedisWord = string | Buffer;

/**
 * A connection to Redis (or Valkey), kept up as long as it is open. What is asked while it is down fails at once;
 * who asks decides what to do then.
 */
export class RedisConnection {
  readonly #client: BinaryClient;
  readonly #listeners = new Set<() => void>();
  #ear: BinaryClient | undefined;
  #lastError: unknown;

  /**
   * Connects.
   *
   * @throws SegmenterError `store-failed` where that does not succeed in time.
   */
  static async open({
    url,
    connectWithinMs = FIRST_CONNECT_MS,
    logger,
  }: RedisConnectionOptions): Promise<RedisConnection> {
    const connection = new RedisConnection(await createBinaryClient(url), { url, logger });
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unreachable(url, connection.#lastError)), connectWithinMs);
    });
    try {
      await Promise.race([connection.#client.connect(), tooLate]);
      return connection;
    } catch (cause) {
      connection.close();
      throw cause instanceof SegmenterError ? cause : unreachable(url, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  private constructor(client: BinaryClient, { url, logger }: Pick<RedisConnectionOptions, 'url' | 'logger'>) {
    this.#client = client;
    let isDown = false;
    this.#client.on('error', (cause: unknown) => {
      this.#lastError = cause;
      if (!isDown) logger.error({ redis: addressOf(url), error: messageOf(cause) }, 'Redis does not answer');
      isDown = true;
    });
    this.#client.on('ready', () => {
      if (isDown) logger.info({ redis: addressOf(url) }, 'Redis answers again');
      isDown = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Calls back whenever the connection is there again; returns how to stop. */
  onReconnected(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits before something is tried again: for so long, or until the connection is there again. */
  async pause(durationMs: number, signal: AbortSignal): Promise<void> {
    const back = new AbortController();
    const stop = this.onReconnected(() => back.abort());
    await wait(durationMs, undefined, { signal: AbortSignal.any([signal, back.signal]) }).catch(() => {});
    stop();
  }

  /**
   * Runs a script, in which nothing else happens to the data, and gives the text it returns; null where it returns
   * nothing. Rejects where Redis is lost meanwhile.
   */
  async run(
    script: string,
    { keys, words }: { keys: readonly string[]; words: readonly RedisWord[] },
  ): Promise<string | null> {
    const reply: unknown = await this.#client.sendCommand([
      'EVAL',
      script,
      String(keys.length),
      ...keys,
      ...words,
    ]);
    return reply === null ? null : (reply as Buffer).toString();
  }

  /** All fields of a hash. */
  async readHash(key: string): Promise<Map<string, Buffer>> {
    const reply = (await this.#client.sendCommand(['HGETALL', key])) as unknown as Buffer[];
    const fields = reply.filter((_, index) => index % 2 === 0).map(String);
    return new Map(fields.map((field, index) => [field, reply[2 * index + 1] ?? Buffer.alloc(0)]));
  }

  /**
   * What streams have behind the given entries, by their keys.
   *
   * @param after the last known entry by the stream's key; `0` for none.
   * @param blockMs how long to wait for something where there is nothing yet. Default not at all.
   */
  async readStreams(
    after: ReadonlyMap<string, string>,
    { blockMs }: { blockMs?: number } = {},
  ): Promise<Map<string, StreamEntry[]>> {
    const block = blockMs === undefined ? [] : ['BLOCK', String(blockMs)];
    const words = ['XREAD', ...block, 'STREAMS', ...after.keys(), ...after.values()];
    const reply = (await this.#client.sendCommand(words)) as unknown as StreamReply | null;
    return new Map((reply ?? []).map(([key, entries]) => [String(key), entries.map(entryOf)]));
  }

  /** Whether there is something under a key. */
  async has(key: string): Promise<boolean> {
    return Number(await this.#client.sendCommand(['EXISTS', key])) === 1;
  }

  /** Calls back with whatever is said on a channel, over a connection of its own; what is said while that is down is lost. */
  async listen(channel: string, listener: (said: string) => void): Promise<void> {
    // Nothing may be said there for hours.
    this.#ear ??= this.#client.duplicate({
      socket: { reconnectStrategy, connectTimeout: CONNECT_TIMEOUT_MS },
    });
    this.#ear.on('error', () => {});
    await this.#ear.connect();
    await this.#ear.subscribe(channel, listener);
  }

  /** Ends the connection. May be called again. */
  close(): void {
    this.#listeners.clear();
    if (this.#client.isOpen) this.#client.destroy();
    if (this.#ear?.isOpen) this.#ear.destroy();
  }
}

type StreamReply = [key: Buffer, entries: [id: Buffer, fields: Buffer[]][]][];

/** The client's buffers are cut out of what the socket read; kept, they would keep all of that in memory. */
function entryOf([id, [field, value]]: StreamReply[number][1][number]): StreamEntry {
  return { id: String(id), field: String(field), value: Buffer.from(value ?? []) };
}

type BinaryClient = Awaited<ReturnType<typeof createBinaryClient>>;

/** The library takes 18 MB, which only those pay who use it. */
async function createBinaryClient(url: string) {
  const { createClient, RESP_TYPES } = await import('@redis/client');
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy,
    },
  });
}

function reconnectStrategy(retries: number): number {
  const pauseMs = Math.min(MAX_RETRY_MS, LEAST_RETRY_MS * RETRY_GROWTH ** retries);
  return pauseMs * (1 - Math.random() * RETRY_SPREAD);
}

function unreachable(url: string, cause?: unknown): SegmenterError {
  const why = cause === undefined ? '' : ` (${messageOf(cause)})`;
  const message = `No Redis answers at ${addressOf(url)}${why}; start it, or correct RINGCAST_STORE.`;
  return new SegmenterError('store-failed', message, { cause });
}

/** The address without a password. */
function addressOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
