import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DirectoryWriter,
  readLastPublication,
  renditionOf,
  Station,
  type Logger,
  type Publication,
  type PublicationSource,
} from '@ringcast/segmenter';
import type { Configuration } from './configuration/configuration-schema.ts';

/** What the stations of a server need. */
export interface StationsOptions {
  readonly configuration: Configuration;
  readonly ffmpegPath: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/** All stations of this process, each with its folder. */
export class Stations implements PublicationSource {
  readonly #stations: ReadonlyMap<string, Station>;
  readonly #writers: ReadonlyMap<string, DirectoryWriter>;

  /** Makes the stations go on from what a former process left in the segments folder. */
  static async open(options: StationsOptions): Promise<Stations> {
    const { stations: names, segmentsDir: folder } = options.configuration;
    await mkdir(folder, { recursive: true });
    const opened = Object.keys(names).map(async (name) => {
      const previous = await readLastPublication(join(folder, name));
      const writer = new DirectoryWriter({ folder, station: name, logger: options.logger });
      if (!previous) await writer.clear();
      const station = openStation(name, previous, options);
      station.subscribe((publication) => writer.write(publication));
      return { station, writer };
    });
    return new Stations(await Promise.all(opened));
  }

  private constructor(opened: readonly { station: Station; writer: DirectoryWriter }[]) {
    this.#stations = new Map(opened.map(({ station }) => [station.name, station]));
    this.#writers = new Map(opened.map(({ station, writer }) => [station.name, writer]));
  }

  /** In the order of the settings. */
  get names(): readonly string[] {
    return [...this.#stations.keys()];
  }

  /** Why folders are behind, by station; empty where none is. */
  folderFaults(): ReadonlyMap<string, string> {
    const faults = Array.from(this.#writers, ([name, { failure }]) => ({ name, failure }));
    return new Map(faults.flatMap(({ name, failure }) => (failure === undefined ? [] : [[name, failure]])));
  }

  /** The station of this name, or undefined. */
  find(name: string): Station | undefined {
    return this.#stations.get(name);
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    const unsubscribes = [...this.#stations.values()].map((station) => station.subscribe(listener));
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }

  /** Publishes what a former process left. Call once, when everybody has subscribed. */
  restore(): void {
    for (const station of this.#stations.values()) station.restore();
  }

  /** Ends all broadcasts: what was received is drained, the playlists end, the folders are complete. */
  async close(): Promise<void> {
    await Promise.all([...this.#stations.values()].map((station) => station.end()));
    await Promise.all(Array.from(this.#writers.values(), (writer) => writer.close()));
  }
}

function openStation(name: string, previous: Publication | undefined, options: StationsOptions): Station {
  const { configuration } = options;
  const settings = configuration.stations[name];
  return new Station({
    ...options,
    name,
    previous,
    profile: settings?.latency ?? configuration.latency,
    renditions: (settings?.renditions ?? configuration.renditions).flatMap(
      (rendition) => renditionOf(rendition) ?? [],
    ),
    windowSegments: configuration.windowSegments,
    delayMs: settings?.delayMs ?? configuration.delayMs,
    whenLate: settings?.whenLate ?? configuration.whenLate,
    offAirAfterMs: configuration.offAirAfterMs,
  });
}
