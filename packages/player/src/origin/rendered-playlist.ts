import { gzipSync } from 'node:zlib';

/** A playlist as sent: rendered once per publication, shared by every request. */
export class RenderedPlaylist {
  readonly plain: Buffer;
  #gzipped: Buffer | undefined;

  constructor(text: string) {
    this.plain = Buffer.from(text);
  }

  /** The same, gzipped when it is first asked for. */
  get gzipped(): Buffer {
    this.#gzipped ??= gzipSync(this.plain);
    return this.#gzipped;
  }
}
