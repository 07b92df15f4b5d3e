import {
  isSameRetention,
  retentionOf,
  type Manifest,
  type MediaFile,
  type Retention,
} from '@ringcast/segmenter';
import { parseMediaName, type MediaPosition } from './media-position.ts';
import { StoredMedia } from './stored-media.ts';

/** The one in use, and the one that segments from before an encoder's change still need. */
const INITS_KEPT = 2;

/** The media of one station, by rendition and file name. How long a file stays follows from the manifest alone. */
export class MediaShelf {
  readonly #renditions = new Map<string, Map<string, StoredMedia>>();
  #newestSong: string | undefined;
  #retention: Retention = { oldestSegmentMsn: 0, oldestPartMsn: 0 };

  /** The file of this name, or undefined where it is not there (any more). */
  find(rendition: string, name: string): StoredMedia | undefined {
    return this.#renditions.get(rendition)?.get(name);
  }

  /** Takes new files, as they are and without a copy, and drops those that the manifest no longer keeps. */
  update(manifest: Manifest, files: readonly MediaFile[]): void {
    const newestSong = manifest.songs.at(-1)?.id;
    for (const file of files) this.#add(file, newestSong !== this.#newestSong);
    this.#newestSong = newestSong;
    const retention = retentionOf(manifest);
    if (isSameRetention(retention, this.#retention)) return;
    this.#retention = retention;
    for (const shelf of this.#renditions.values()) dropUnkept(shelf, retention);
  }

  #add({ rendition, name, bytes }: MediaFile, bringsSong: boolean): void {
    const position = parseMediaName(name);
    if (!position) return;
    let shelf = this.#renditions.get(rendition);
    if (!shelf) this.#renditions.set(rendition, (shelf = new Map<string, StoredMedia>()));
    // Deleted first, so that an initialization section in use again counts as the newest.
    shelf.delete(name);
    shelf.set(name, new StoredMedia(position, bytes, bringsSong && position.kind === 'part'));
    if (position.kind === 'init') dropOldInits(shelf);
  }
}

function dropUnkept(shelf: Map<string, StoredMedia>, retention: Retention): void {
  for (const [name, { position }] of shelf) if (!isKept(position, retention)) shelf.delete(name);
}

function isKept(position: MediaPosition, { oldestSegmentMsn, oldestPartMsn }: Retention): boolean {
  if (position.kind === 'init') return true;
  return position.msn >= (position.kind === 'segment' ? oldestSegmentMsn : oldestPartMsn);
}

function dropOldInits(shelf: Map<string, StoredMedia>): void {
  const inits = [...shelf].filter(([, { position }]) => position.kind === 'init').map(([name]) => name);
  for (const name of inits.slice(0, -INITS_KEPT)) shelf.delete(name);
}
