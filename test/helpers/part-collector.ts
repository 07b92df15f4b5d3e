import { httpGetFound } from './http-get.ts';
import { followPlaylist, initOf } from './playlist-follower.ts';

/** One rendition of a broadcast, taken part by part like a low-latency player does. */
export class PartCollector {
  /** When each part was there, by the machine's monotonic clock; in order. */
  readonly arrivedAtNs: bigint[] = [];
  readonly #folder: string;
  readonly #pieces: Buffer[] = [];
  readonly #names = new Set<string>();

  /** @param folder URL of the rendition, without a slash at its end. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Everything so far: a file that any player can open. */
  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Follows the playlist; resolves when it has ended. */
  async run(): Promise<void> {
    for await (const { text } of followPlaylist(`${this.#folder}/live.m3u8`)) {
      await this.#take(initOf(text));
      for (const [, uri = ''] of text.matchAll(/#EXT-X-PART:.*URI="([^"]+)"/g)) {
        if (await this.#take(uri)) this.arrivedAtNs.push(process.hrtime.bigint());
      }
    }
  }

  async #take(name: string): Promise<boolean> {
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    const { body } = await httpGetFound(`${this.#folder}/${name}`);
    this.#pieces.push(body);
    return true;
  }
}
