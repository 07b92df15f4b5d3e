import { RedisStore, type ClaimedStation } from '@ringcast/segmenter';
import { PublicationBuilder } from '../test/helpers/publication-builder.ts';
import { WatchedLogger } from '../test/helpers/watched-logger.ts';

/** Of the four AAC renditions of the default ladder, on average. */
const PART_BYTES = 3_500;
const PART_MS = 192;
const FIRST_MSN = 1_000;

/** A station in Redis that publishes a part each 192 ms, without an encoder, so that nothing but players costs anything. */
export class ScaleSource {
  readonly #store: RedisStore;
  readonly #builder: PublicationBuilder;
  readonly #timer: NodeJS.Timeout;
  /** When each part was taken by the writer, by `MSN.PART`; of `performance.now()`. */
  readonly publishedAtMs = new Map<string, number>();

  static async start(redisUrl: string): Promise<ScaleSource> {
    const store = new RedisStore({ url: redisUrl, owner: 'bench', logger: new WatchedLogger() });
    const claimed = await new Promise<ClaimedStation>((resolve, reject) => {
      store.claim(['main'], { onClaimed: resolve, onLost: () => {} }).catch(reject);
    });
    return new ScaleSource(store, claimed);
  }

  private constructor(store: RedisStore, { writer }: ClaimedStation) {
    this.#store = store;
    const renditions = ['aac-96', 'aac-48', 'aac-160', 'aac-256'];
    this.#builder = new PublicationBuilder({ renditions, partBytes: PART_BYTES, firstMsn: FIRST_MSN });
    this.#builder.subscribe((publication) => writer.write(publication));
    this.#builder.publishUntil(FIRST_MSN + 11);
    const startedAtMs = performance.now();
    let published = 0;
    this.#timer = setInterval(() => {
      while (published * PART_MS <= performance.now() - startedAtMs) {
        this.#publish();
        published += 1;
      }
    }, 1);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#store.close();
  }

  #publish(): void {
    const atMs = performance.now();
    this.#builder.publishParts(1);
    const { msn = 0, parts = 0 } = this.#builder.manifest.segments.at(-1) ?? {};
    this.publishedAtMs.set(`${msn}.${parts - 1}`, atMs);
  }
}
