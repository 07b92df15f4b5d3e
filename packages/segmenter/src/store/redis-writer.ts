import type { Logger } from '../logger.ts';
import type { Manifest, Publication } from '../publication.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { retentionOf } from '../window/retention.ts';
import { CatchingUp } from './catching-up.ts';
import { type Fragment, fragmentOf, isBehind, withoutRepetition } from './fragment.ts';
import { parseManifest } from './manifest-text.ts';
import type { PublicationWriter } from './publication-store.ts';
import type { RedisConnection, RedisWord } from './redis-connection.ts';
import { keysOf, type StationKeys } from './redis-keys.ts';
import { REMOVE_SCRIPT, WRITE_SCRIPT, type WriteOutcome } from './redis-scripts.ts';

const RETRY_DELAY_MS = 100;

/** Where a writer writes. */
export interface RedisWriterOptions {
  readonly connection: RedisConnection;
  readonly station: string;
  /** What the station's lease was taken with; where it was taken again since, all is refused. */
  readonly ticket: string;
  readonly logger: Logger;
}

/**
 * Writes a station to Redis, each step at once and in one round trip. While Redis is gone it keeps what the window
 * holds; then it writes what lacks, which is everything where Redis comes back empty.
 */
export class RedisWriter implements PublicationWriter {
  readonly #options: RedisWriterOptions;
  readonly #keys: StationKeys;
  #manifest: Manifest | undefined;
  /** All that the window and its grace hold. */
  #fragments: readonly Fragment[] = [];
  /** By `RENDITION/NAME`. */
  #inits: ReadonlyMap<string, Buffer> = new Map();
  /** What Redis has; `unknown` when a write may have failed or not. */
  #stored: Manifest | 'unknown' | 'nothing' = 'unknown';
  readonly #writing = new CatchingUp({
    attempt: () => this.#store(),
    onFailed: (error) => this.#noteFailure(error),
    onRecovered: () => this.#noteRecovery(),
    pause: (signal) => this.#options.connection.pause(RETRY_DELAY_MS, signal),
  });

  constructor(options: RedisWriterOptions) {
    this.#options = options;
    this.#keys = keysOf(options.station);
  }

  get failure(): string | undefined {
    return this.#writing.failure;
  }

  write({ manifest, media }: Publication): void {
    this.#manifest = manifest;
    const { oldestSegmentMsn } = retentionOf(manifest);
    const added = media.flatMap((file) => fragmentOf(file) ?? []);
    const kept = [...this.#fragments, ...added].filter(({ msn }) => msn >= oldestSegmentMsn);
    const mayRepeat = added.some(({ isWhole }) => isWhole);
    this.#fragments = mayRepeat ? withoutRepetition(kept, manifest) : kept;
    this.#inits = initsOf(manifest, media, this.#inits);
    this.#writing.start();
  }

  async flush(): Promise<void> {
    await this.#writing.finished();
  }

  async close(): Promise<void> {
    await this.#writing.close();
  }

  async #store(): Promise<void> {
    if (this.#stored === 'unknown') this.#stored = (await this.#look()) ?? 'nothing';
    const stored = this.#stored;
    // Only now: its fragments are those that are sent.
    const manifest = this.#manifest;
    if (!manifest) return;
    this.#stored = 'unknown';
    const outcome = await this.#send(manifest, stored);
    if (outcome === 'written') {
      this.#stored = manifest;
      return;
    }
    if (outcome === 'lost') this.#stored = 'nothing';
    const why = outcome === 'refused' ? 'another process has the lease' : 'the window is not as it was left';
    throw new SegmenterError('store-failed', `Station "${this.#options.station}" was not written: ${why}.`);
  }

  async #look(): Promise<Manifest | undefined> {
    const streams = await this.#options.connection.readStreams(new Map([[this.#keys.edge, '0']]));
    const newest = streams.get(this.#keys.edge)?.at(-1);
    return newest && parseManifest(String(newest.value));
  }

  async #send(manifest: Manifest, stored: Manifest | 'nothing'): Promise<WriteOutcome> {
    const isContinued = stored !== 'nothing' && stored.startedAtMs === manifest.startedAtMs;
    const names = manifest.renditions.map(({ name }) => name);
    const { lease, edge, inits, media } = this.#keys;
    const keys = [lease, edge, inits];
    const firstMedia = keys.length + 1;
    const newInits = isContinued ? [] : [...this.#inits];
    const fragments = isContinued
      ? this.#fragments.filter((fragment) => isBehind(fragment, stored))
      : this.#fragments;
    const words: RedisWord[] = [
      this.#options.ticket,
      JSON.stringify(manifest),
      String(retentionOf(manifest).oldestSegmentMsn),
      isContinued ? 'continued' : 'anew',
      String(newInits.length),
      ...newInits.flat(),
      ...fragments.flatMap(({ rendition, msn, part, isWhole, bytes }) => [
        String(firstMedia + names.indexOf(rendition)),
        `${msn}-${part + 1}`,
        isWhole ? 'segment' : 'part',
        bytes,
      ]),
    ];
    const written = await this.#options.connection.run(WRITE_SCRIPT, {
      keys: [...keys, ...names.map(media)],
      words,
    });
    return written as WriteOutcome;
  }

  #noteFailure(error: string): void {
    if (this.failure !== undefined) return;
    const { station, logger } = this.#options;
    logger.error({ station, error }, 'a station cannot be written to Redis; it goes on and catches up');
  }

  #noteRecovery(): void {
    const { station, logger } = this.#options;
    logger.info({ station }, 'the station is in Redis again, as far as its window reaches');
  }
}

/** Removes all that is kept of a station, with the ticket of its lease. */
export async function removeFromRedis(
  station: string,
  { connection, ticket }: Pick<RedisWriterOptions, 'connection' | 'ticket'>,
): Promise<void> {
  const { lease, edge, inits, media } = keysOf(station);
  const newest = (await connection.readStreams(new Map([[edge, '0']]))).get(edge)?.at(-1);
  const renditions = (newest && parseManifest(String(newest.value)))?.renditions ?? [];
  const keys = [lease, edge, inits, ...renditions.map(({ name }) => media(name))];
  await connection.run(REMOVE_SCRIPT, { keys, words: [ticket] });
}

/** The initialization sections that a manifest names. */
function initsOf(
  { renditions }: Manifest,
  media: Publication['media'],
  known: ReadonlyMap<string, Buffer>,
): Map<string, Buffer> {
  return new Map(
    renditions.flatMap(({ name: rendition, init }) => {
      const file = media.find((one) => one.rendition === rendition && one.name === init);
      const path = `${rendition}/${init}`;
      const bytes = file?.bytes ?? known.get(path);
      return bytes ? [[path, bytes] as const] : [];
    }),
  );
}
