import { createHash } from 'node:crypto';
import type { MediaPosition } from './media-position.ts';

/** A media file in memory; its bytes never change. */
export class StoredMedia {
  #entityTag: string | undefined;

  /** @param bringsSong whether playlists say something new of what plays from this part on. */
  constructor(
    readonly position: MediaPosition,
    readonly bytes: Buffer,
    readonly bringsSong = false,
  ) {}

  /** A strong validator (RFC 9110 8.8.3) made of the content, when it is first asked for. */
  get entityTag(): string {
    this.#entityTag ??= `"${createHash('sha1').update(this.bytes).digest('base64url')}"`;
    return this.#entityTag;
  }
}
