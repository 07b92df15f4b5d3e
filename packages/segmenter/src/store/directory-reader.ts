import { watch, type FSWatcher } from 'chokidar';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Logger } from '../logger.ts';
import type { Publication } from '../publication.ts';
import { newestMarkerOf, readPublication } from './directory-snapshot.ts';
import { compareEdges, EDGE_FOLDER, parseMarkerName, type EdgePosition } from './edge-marker.ts';
import { KnownFiles } from './known-files.ts';
import type { PublicationReader } from './publication-store.ts';

/** `STATION/edge/MARKER` below the root. */
const MARKER_DEPTH = 2;

/** Follows a segments folder that another process writes, by watching for edge markers. */
export class DirectoryReader implements PublicationReader {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #listeners = new Set<(publication: Publication) => void>();
  readonly #stations = new Map<string, FollowedStation>();
  readonly #watcher: FSWatcher;
  readonly #ready: Promise<void>;
  #failure: string | undefined;

  /** @param folder the folder of all stations, which exists. */
  constructor({ folder, logger }: { folder: string; logger: Logger }) {
    this.#folder = folder;
    this.#logger = logger;
    this.#watcher = watch(folder, {
      depth: MARKER_DEPTH,
      ignored: (path) => !isEdgePath(relative(folder, path)),
    });
    this.#watcher.on('add', (path) => this.#onMarker(path));
    this.#watcher.on('error', (cause) => {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#failure = error;
      this.#logger.error({ folder, error }, 'the segments folder cannot be watched');
    });
    this.#ready = new Promise((resolve) => this.#watcher.once('ready', resolve));
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** Resolves when everything that was in the folder at the start has been published. */
  async opened(): Promise<void> {
    await this.#ready;
    await Promise.all([...this.#stations.values()].map(async ({ work }) => work));
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops watching. Safe to call again. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#watcher.close();
  }

  #onMarker(path: string): void {
    const edge = parseMarkerName(basename(path));
    if (!edge) return;
    const name = basename(dirname(dirname(path)));
    const station = this.#stations.get(name) ?? {
      known: new KnownFiles(),
      newest: undefined,
      work: undefined,
    };
    this.#stations.set(name, station);
    // Markers of a burst are read as one step: the newest speaks for those before it.
    if (station.newest && compareEdges(edge, station.newest) <= 0) return;
    station.newest = edge;
    station.work ??= this.#follow(name, station);
  }

  async #follow(name: string, station: FollowedStation): Promise<void> {
    const stationFolder = join(this.#folder, name);
    let read: EdgePosition | undefined;
    while (station.newest && (!read || compareEdges(station.newest, read) > 0)) {
      read = station.newest;
      const marker = await newestMarkerOf(stationFolder);
      const publication = marker && (await readPublication(stationFolder, marker, station.known.paths));
      if (!publication) continue;
      // The folder may be ahead of the events.
      read = parseMarkerName(marker) ?? read;
      if (compareEdges(read, station.newest) > 0) station.newest = read;
      station.known.add(publication);
      for (const listener of this.#listeners) this.#tell(listener, publication);
    }
    station.work = undefined;
  }

  /** A listener that fails against its promise does not stop the others. */
  #tell(listener: (publication: Publication) => void, publication: Publication): void {
    try {
      listener(publication);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      const { station } = publication.manifest;
      this.#logger.error({ station, error }, 'a listener of the segments folder failed');
    }
  }
}

interface FollowedStation {
  readonly known: KnownFiles;
  newest: EdgePosition | undefined;
  work: Promise<void> | undefined;
}

function isEdgePath(path: string): boolean {
  const [station = '', folder = EDGE_FOLDER] = path.split(sep);
  return !station.startsWith('.') && folder === EDGE_FOLDER;
}
