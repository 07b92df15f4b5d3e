import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../logger.ts';
import { MEDIA_PLAYLIST_NAME, renderMediaPlaylist } from '../playlist/media-playlist.ts';
import { renderMultivariantPlaylist } from '../playlist/multivariant-playlist.ts';
import type { Manifest, MediaFile, Publication } from '../publication.ts';
import { parseMediaName } from '../window/media-name.ts';
import { retentionOf, type Retention } from '../window/retention.ts';
import { EDGE_FOLDER, markerNameOf } from './edge-marker.ts';

/** Name of the multivariant playlist in a station's folder. */
export const MULTIVARIANT_PLAYLIST_NAME = 'master.m3u8';

/** Where files are written before they are renamed into place; the same file system, watched by nobody. */
const WRITING_FOLDER = '.writing';
const MARKERS_KEPT = 8;
const RETRY_DELAY_MS = 500;

/**
 * Keeps a station's folder a valid HLS site at every instant: media first, then the playlists that name it, then the
 * edge marker; each file written beside and renamed. A slow or full disk delays the folder, never the station: what
 * could not be written is kept as long as the window needs it and written when the disk can.
 */
export class DirectoryWriter {
  readonly #folder: string;
  readonly #writingFolder: string;
  readonly #logger: Logger;
  #manifest: Manifest | undefined;
  #unwritten: MediaFile[] = [];
  #written = new Map<string, MediaFile['name'][]>();
  #markers: string[] = [];
  #multivariant = '';
  #isDirty = false;
  #work: Promise<void> | undefined;
  #failure: string | undefined;
  #closing = new AbortController();

  /** @param folder the folder of all stations, which exists. */
  constructor({ folder, station, logger }: { folder: string; station: string; logger: Logger }) {
    this.#folder = join(folder, station);
    this.#writingFolder = join(folder, WRITING_FOLDER, station);
    this.#logger = logger;
  }

  /** Why the folder is behind, if it is. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Removes what a former process left. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await rm(this.#writingFolder, { recursive: true, force: true });
  }

  /** Takes a publication and writes it as soon as the disk allows. */
  write({ manifest, media }: Publication): void {
    this.#manifest = manifest;
    const retention = retentionOf(manifest);
    this.#unwritten = [...this.#unwritten, ...media].filter(({ name }) => isRetained(name, retention));
    this.#isDirty = true;
    this.#work ??= this.#drain();
  }

  /** Resolves when everything taken so far is on disk (or could not be written). */
  async flush(): Promise<void> {
    await this.#work;
  }

  /** Writes what is left and stops. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #drain(): Promise<void> {
    while (this.#isDirty && this.#manifest) {
      this.#isDirty = false;
      try {
        await this.#writeState(this.#manifest);
        this.#noteSuccess();
      } catch (cause) {
        this.#noteFailure(cause);
        if (this.#closing.signal.aborted) break;
        await this.#pause();
        this.#isDirty = true;
      }
    }
    this.#work = undefined;
  }

  async #writeState(manifest: Manifest): Promise<void> {
    await this.#makeFolders(manifest);
    await this.#writeMedia();
    await this.#writePlaylists(manifest);
    const marker = markerNameOf(manifest);
    await this.#place(join(EDGE_FOLDER, marker), JSON.stringify(manifest));
    this.#markers.push(marker);
    await this.#removeOld(retentionOf(manifest));
  }

  async #makeFolders(manifest: Manifest): Promise<void> {
    if (this.#written.size > 0) return;
    await mkdir(this.#writingFolder, { recursive: true });
    await mkdir(join(this.#folder, EDGE_FOLDER), { recursive: true });
    this.#markers = await readdir(join(this.#folder, EDGE_FOLDER));
    for (const { name } of manifest.renditions) {
      await mkdir(join(this.#folder, name), { recursive: true });
      this.#written.set(name, await readdir(join(this.#folder, name)));
    }
  }

  async #writeMedia(): Promise<void> {
    const batch = this.#unwritten;
    await Promise.all(batch.map(({ rendition, name, bytes }) => this.#place(join(rendition, name), bytes)));
    for (const { rendition, name } of batch) this.#written.get(rendition)?.push(name);
    // What came meanwhile stays for the next round.
    this.#unwritten = this.#unwritten.filter((file) => !batch.includes(file));
  }

  async #writePlaylists(manifest: Manifest): Promise<void> {
    await Promise.all(
      manifest.renditions.map(({ name }) =>
        this.#place(join(name, MEDIA_PLAYLIST_NAME), renderMediaPlaylist(manifest, name)),
      ),
    );
    const multivariant = renderMultivariantPlaylist(manifest.renditions, manifest.profile);
    if (multivariant === this.#multivariant) return;
    await this.#place(MULTIVARIANT_PLAYLIST_NAME, multivariant);
    this.#multivariant = multivariant;
  }

  async #removeOld(retention: Retention): Promise<void> {
    const removed: string[] = this.#markers.splice(0, Math.max(0, this.#markers.length - MARKERS_KEPT));
    const paths = removed.map((marker) => join(EDGE_FOLDER, marker));
    for (const [rendition, names] of this.#written) {
      const old = names.filter((name) => !isRetained(name, retention));
      if (old.length === 0) continue;
      paths.push(...old.map((name) => join(rendition, name)));
      this.#written.set(
        rendition,
        names.filter((name) => isRetained(name, retention)),
      );
    }
    await Promise.all(paths.map((path) => rm(join(this.#folder, path), { force: true })));
  }

  async #place(path: string, content: string | Buffer): Promise<void> {
    const beside = join(this.#writingFolder, path.replaceAll('/', '+'));
    await writeFile(beside, content);
    await rename(beside, join(this.#folder, path));
  }

  #noteSuccess(): void {
    if (this.#failure)
      this.#logger.info({ folder: this.#folder }, 'the segments folder can be written again');
    this.#failure = undefined;
  }

  #noteFailure(cause: unknown): void {
    const error = cause instanceof Error ? cause.message : String(cause);
    if (!this.#failure) {
      const message = 'the segments folder cannot be written; listeners of this process are not affected';
      this.#logger.error({ folder: this.#folder, error }, message);
    }
    this.#failure = error;
    this.#written.clear();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_DELAY_MS);
      this.#closing.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function isRetained(name: string, { oldestSegmentMsn, oldestPartMsn }: Retention): boolean {
  const media = parseMediaName(name);
  if (!media) return true;
  return media.part === undefined ? media.msn >= oldestSegmentMsn : media.msn >= oldestPartMsn;
}
