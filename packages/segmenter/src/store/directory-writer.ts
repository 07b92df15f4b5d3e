import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { MEDIA_PLAYLIST_NAME, renderMediaPlaylist } from '../playlist/media-playlist.ts';
import { renderMultivariantPlaylist } from '../playlist/multivariant-playlist.ts';
import type { Manifest, MediaFile, Publication } from '../publication.ts';
import { parseMediaName } from '../window/media-name.ts';
import { isSameRetention, retentionOf, type Retention } from '../window/retention.ts';
import { CatchingUp } from './catching-up.ts';
import { compareEdges, EDGE_FOLDER, markerNameOf, parseMarkerName } from './edge-marker.ts';
import type { FileBatch } from './file-batch.ts';
import { FILE_THREAD } from './file-thread.ts';
import type { PublicationWriter } from './publication-store.ts';

/** Name of the multivariant playlist in a station's folder. */
const MULTIVARIANT_PLAYLIST_NAME = 'master.m3u8';

/** What a {@link DirectoryWriter} is made for. */
export interface DirectoryWriterOptions {
  /** The folder of all stations, which exists. */
  readonly folder: string;
  readonly station: string;
  readonly logger: Logger;
  /** Media that are in the folder; default none. */
  readonly placed?: readonly MediaFile[] | undefined;
}

/** Where files are written before they are renamed into place; the same file system, watched by nobody. */
const WRITING_FOLDER = '.writing';
const MARKERS_KEPT = 8;
const RETRY_DELAY_MS = 500;

/**
 * Keeps a station's folder a valid HLS site at every instant: media first, then the playlists that name it, then the
 * edge marker; each file written beside and renamed. A slow or full disk delays the folder, never the station: what
 * could not be written is kept as long as the window needs it and written when the disk can.
 */
export class DirectoryWriter implements PublicationWriter {
  readonly #folder: string;
  readonly #writingFolder: string;
  readonly #logger: Logger;
  /** What a former process left where it belongs; to write it again takes a restart's time from the first new part. */
  readonly #placed: WeakSet<MediaFile>;
  #manifest: Manifest | undefined;
  #unwritten: readonly MediaFile[] = [];
  /** Undefined until the folder has been looked at. */
  #present: PresentFiles | undefined;
  #multivariant = '';
  readonly #writing = new CatchingUp({
    attempt: () => this.#writeState(),
    onFailed: (error) => this.#noteFailure(error),
    onRecovered: () => this.#noteRecovery(),
    pause: (signal) => setTimeout(RETRY_DELAY_MS, undefined, { signal }).catch(() => {}),
  });

  constructor({ folder, station, logger, placed = [] }: DirectoryWriterOptions) {
    this.#placed = new WeakSet(placed);
    this.#folder = join(folder, station);
    this.#writingFolder = join(folder, WRITING_FOLDER, station);
    this.#logger = logger;
  }

  /** Why the folder is behind, if it is. */
  get failure(): string | undefined {
    return this.#writing.failure;
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
    const unplaced = media.filter((file) => !this.#placed.has(file));
    this.#unwritten = [...this.#unwritten, ...unplaced].filter(({ name }) => isRetained(name, retention));
    this.#writing.start();
  }

  /** Resolves when everything taken so far is on disk, however long that takes. */
  async flush(): Promise<void> {
    await this.#writing.finished();
  }

  /** Writes what is left and stops. */
  async close(): Promise<void> {
    await this.#writing.close();
  }

  async #writeState(): Promise<void> {
    const manifest = this.#manifest;
    if (!manifest) return;
    const present = (this.#present ??= await this.#look(manifest));
    const batch = this.#unwritten;
    const media = batch.map(({ rendition, name, bytes }) => ({
      path: join(rendition, name),
      content: bytes,
    }));
    const marker = join(EDGE_FOLDER, markerNameOf(manifest));
    const folders = this.#foldersOf(manifest).filter((path) => !present.folders.has(path));
    const removals = removalsFrom(present, retentionOf(manifest));
    const multivariant = renderMultivariantPlaylist(manifest.renditions, manifest.profile);
    // A disk that was full may have room only where what has left the window meanwhile is gone.
    if (this.failure !== undefined) await this.#carryOut({ removals: removals.splice(0) });
    await this.#carryOut({
      folders,
      files: [
        ...media,
        ...playlistsOf(manifest),
        ...(multivariant === this.#multivariant
          ? []
          : [{ path: MULTIVARIANT_PLAYLIST_NAME, content: multivariant }]),
        { path: marker, content: JSON.stringify(manifest) },
      ],
      removals,
    });
    for (const path of folders) present.folders.add(path);
    for (const { path } of media) present.media.add(path);
    present.markers.push(marker);
    this.#multivariant = multivariant;
    await this.#removeRenditions(present, manifest);
    // What came meanwhile stays for the next round.
    this.#unwritten = this.#unwritten.filter((file) => !batch.includes(file));
  }

  #carryOut(operations: Partial<FileBatch>): Promise<void> {
    const folders = { folder: this.#folder, writingFolder: this.#writingFolder };
    return FILE_THREAD.run({ folders: [], files: [], removals: [], ...folders, ...operations });
  }

  /** What a former process left is taken over: it stays and goes by the same rule as what is written now. */
  async #look(manifest: Manifest): Promise<PresentFiles> {
    await rm(this.#writingFolder, { recursive: true, force: true });
    const media = await Promise.all(manifest.renditions.map(({ name }) => this.#list(name)));
    const markers = await this.#list(EDGE_FOLDER);
    return {
      media: new Set(media.flat()),
      markers: markers.toSorted(compareMarkers),
      folders: new Set(),
      renditions: await this.#listRenditions(),
    };
  }

  async #listRenditions(): Promise<string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    return entries.flatMap((entry) =>
      entry.isDirectory() && entry.name !== EDGE_FOLDER ? [entry.name] : [],
    );
  }

  /** A broadcast with another ladder leaves nothing of the one before. */
  async #removeRenditions(present: PresentFiles, { renditions }: Manifest): Promise<void> {
    const names = renditions.map(({ name }) => name);
    const gone = present.renditions.filter((name) => !names.includes(name));
    for (const name of gone) {
      await rm(join(this.#folder, name), { recursive: true, force: true });
      const inside = [...present.media].filter((path) => dirname(path) === name);
      for (const path of inside) present.media.delete(path);
      present.folders.delete(join(this.#folder, name));
    }
    present.renditions = names;
  }

  async #list(folder: string): Promise<string[]> {
    const names = await readdir(join(this.#folder, folder)).catch(() => []);
    return names.map((name) => join(folder, name));
  }

  #foldersOf(manifest: Manifest): string[] {
    const inside = [EDGE_FOLDER, ...manifest.renditions.map(({ name }) => name)];
    return [this.#writingFolder, ...inside.map((name) => join(this.#folder, name))];
  }

  #noteRecovery(): void {
    this.#logger.info({ folder: this.#folder }, 'the segments folder can be written again');
  }

  #noteFailure(error: string): void {
    if (this.failure === undefined) {
      const message = 'the segments folder cannot be written; listeners of this process are not affected';
      this.#logger.error({ folder: this.#folder, error }, message);
    }
    this.#present = undefined;
    this.#multivariant = '';
  }
}

function playlistsOf(manifest: Manifest): FileBatch['files'] {
  return manifest.renditions.map(({ name }) => {
    return { path: join(name, MEDIA_PLAYLIST_NAME), content: renderMediaPlaylist(manifest, name) };
  });
}

/** Takes out of what is there what has to go. */
function removalsFrom(present: PresentFiles, retention: Retention): string[] {
  const excess = Math.max(0, present.markers.length - MARKERS_KEPT);
  const markers = present.markers.splice(0, excess);
  // It changes with a segment; to look at every name for every part costs more than all else here.
  if (present.retention && isSameRetention(retention, present.retention)) return markers;
  present.retention = retention;
  const old = [...present.media].filter((path) => !isRetained(basename(path), retention));
  for (const path of old) present.media.delete(path);
  return [...old, ...markers];
}

/** What is in the folder. */
interface PresentFiles {
  /** Paths of media. */
  readonly media: Set<string>;
  /** Paths of edge markers, oldest first. */
  readonly markers: string[];
  /** Folders that were made. */
  readonly folders: Set<string>;
  /** Names of the renditions' folders. */
  renditions: readonly string[];
  /** What the media were looked through for; undefined before the first time. */
  retention?: Retention;
}

function compareMarkers(a: string, b: string): number {
  const [edgeA, edgeB] = [parseMarkerName(basename(a)), parseMarkerName(basename(b))];
  return edgeA && edgeB ? compareEdges(edgeA, edgeB) : Number(!edgeB) - Number(!edgeA);
}

function isRetained(name: string, { oldestSegmentMsn, oldestPartMsn }: Retention): boolean {
  const media = parseMediaName(name);
  if (!media) return true;
  return media.part === undefined ? media.msn >= oldestSegmentMsn : media.msn >= oldestPartMsn;
}
