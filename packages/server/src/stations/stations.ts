import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DirectoryWriter,
  readLastPublication,
  Station,
  type Logger,
  type Publication,
  type PublicationSource,
} from '@ringcast/segmenter';
import type { Configuration, StationSettings } from '../configuration/configuration-schema.ts';
import { stationTraitsOf } from './station-traits.ts';

/** What the stations of a server need. */
export interface StationsOptions {
  readonly configuration: Configuration;
  readonly ffmpegPath: string;
  readonly now: () => number;
  readonly logger: Logger;
}

interface OpenStation {
  readonly station: Station;
  readonly writer: DirectoryWriter;
}

/** All stations of this process, each with its folder. They may come, change and go while it runs. */
export class Stations implements PublicationSource {
  readonly #options: StationsOptions;
  readonly #open = new Map<string, OpenStation>();
  readonly #listeners = new Set<(publication: Publication) => void>();

  /** Makes the stations of the settings go on from what a former process left in the segments folder. */
  static async open(options: StationsOptions): Promise<Stations> {
    const { stations: settings, segmentsDir: folder } = options.configuration;
    await mkdir(folder, { recursive: true });
    const stations = new Stations(options);
    const entries = Object.entries(settings).map(async ([name, own]) => ({
      name,
      opened: await stations.#openStation(name, own),
    }));
    for (const { name, opened } of await Promise.all(entries)) stations.#take(name, opened);
    return stations;
  }

  private constructor(options: StationsOptions) {
    this.#options = options;
  }

  /** In the order in which they came. */
  get names(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Why folders are behind, by station; empty where none is. */
  folderFaults(): ReadonlyMap<string, string> {
    const faults = Array.from(this.#open, ([name, { writer }]) => ({ name, failure: writer.failure }));
    return new Map(faults.flatMap(({ name, failure }) => (failure === undefined ? [] : [[name, failure]])));
  }

  /** The station of this name, or undefined. */
  find(name: string): Station | undefined {
    return this.#open.get(name)?.station;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Publishes what a former process left. Call once, when everybody has subscribed. */
  restore(): void {
    for (const { station } of this.#open.values()) station.restore();
  }

  /** Adds a station that there is not. */
  async add(name: string, settings: StationSettings): Promise<void> {
    const opened = await this.#openStation(name, settings);
    this.#take(name, opened);
    opened.station.restore();
  }

  /** Changes what a station goes by, from its next broadcast on. */
  configure(name: string, settings: StationSettings): void {
    this.find(name)?.configure(stationTraitsOf(this.#options.configuration, settings));
  }

  /** Ends a station's broadcast, and takes the station and its folder away. */
  async remove(name: string): Promise<void> {
    const open = this.#open.get(name);
    if (!open) return;
    this.#open.delete(name);
    await open.station.end();
    await open.writer.close();
    await open.writer.clear();
  }

  /** Ends all broadcasts: what was received is drained, the playlists end, the folders are complete. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    await Promise.all(open.map(({ station }) => station.end()));
    await Promise.all(open.map(({ writer }) => writer.close()));
  }

  async #openStation(name: string, settings: StationSettings): Promise<OpenStation> {
    const { configuration, logger } = this.#options;
    const { segmentsDir: folder } = configuration;
    const previous = await readLastPublication(join(folder, name));
    const writer = new DirectoryWriter({ folder, station: name, logger });
    if (!previous) await writer.clear();
    const traits = stationTraitsOf(configuration, settings);
    return { station: new Station({ ...this.#options, ...traits, name, previous }), writer };
  }

  #take(name: string, opened: OpenStation): void {
    const { station, writer } = opened;
    this.#open.set(name, opened);
    station.subscribe((publication) => writer.write(publication));
    station.subscribe((publication) => {
      for (const listener of this.#listeners) listener(publication);
    });
  }
}
