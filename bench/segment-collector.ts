import { httpGetFound } from '../test/helpers/http-get.ts';
import { followPlaylist, initOf, segmentsOf } from '../test/helpers/playlist-follower.ts';

/** A segment as it was served. */
export interface ServedSegment {
  readonly msn: number;
  readonly bytes: Buffer;
}

/** The whole segments of one rendition of a broadcast, fetched while they are in the window. */
export class SegmentCollector {
  readonly segments: ServedSegment[] = [];
  #init: Buffer = Buffer.alloc(0);
  readonly #folder: string;

  /** @param folder URL of the rendition, without a slash at its end. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The initialization section and all segments: a file that any player can open. */
  get bytes(): Buffer {
    return Buffer.concat([this.#init, ...this.segments.map(({ bytes }) => bytes)]);
  }

  /** Where a segment begins in {@link bytes}. */
  get offsets(): number[] {
    let offset = this.#init.length;
    return this.segments.map(({ bytes }) => {
      const start = offset;
      offset += bytes.length;
      return start;
    });
  }

  /** Follows the playlist; resolves when it has ended and everything is fetched. */
  async run(): Promise<void> {
    for await (const { text } of followPlaylist(`${this.#folder}/live.m3u8`)) {
      if (this.#init.length === 0) this.#init = await this.#fetch(initOf(text));
      const last = this.segments.at(-1)?.msn ?? 0;
      for (const msn of segmentsOf(text).filter((listed) => listed > last)) {
        this.segments.push({ msn, bytes: await this.#fetch(`${msn}.m4s`) });
      }
    }
  }

  async #fetch(name: string): Promise<Buffer> {
    return (await httpGetFound(`${this.#folder}/${name}`)).body;
  }
}
