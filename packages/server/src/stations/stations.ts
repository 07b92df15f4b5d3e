import {
  isGoingOn,
  SegmenterError,
  Station,
  type ClaimedStation,
  type Logger,
  type Publication,
  type PublicationSource,
  type PublicationStore,
  type PublicationWriter,
} from '@ringcast/segmenter';
import type { Configuration, StationSettings } from '../configuration/configuration-schema.ts';
import type { ServerClock } from '../server-clock.ts';
import { stationTraitsOf } from './station-traits.ts';

/** What the stations of a server need. */
export interface StationsOptions {
  readonly configuration: Configuration;
  readonly store: PublicationStore;
  readonly ffmpegPath: string;
  /** It goes on with that of the process before where a station does. */
  readonly clock: ServerClock;
  readonly logger: Logger;
}

interface OpenStation {
  readonly station: Station;
  readonly writer: PublicationWriter;
  /** Neither the store nor listeners get anything more of it. */
  readonly silence: () => void;
}

/**
 * All stations of this process, each with its place in the store. They may come, change and go while it runs; where
 * several processes share a store, each station is open in one of them.
 */
export class Stations implements PublicationSource {
  readonly #options: StationsOptions;
  /** What each has of its own, whoever has it open. */
  readonly #settings: Map<string, StationSettings>;
  readonly #open = new Map<string, OpenStation>();
  readonly #listeners = new Set<(publication: Publication) => void>();
  #isRestored = false;
  /** Those that were claimed before it is open. */
  #awaiting: ClaimedStation[] | undefined = [];

  /** Makes the stations of the settings go on from what a former process left in the store. */
  static async open(options: StationsOptions): Promise<Stations> {
    const stations = new Stations(options);
    await stations.#claim(stations.names);
    stations.#takeAwaiting();
    return stations;
  }

  private constructor(options: StationsOptions) {
    this.#options = options;
    this.#settings = new Map(Object.entries(options.configuration.stations));
  }

  /** In the order in which they came, whoever has them open. */
  get names(): readonly string[] {
    return [...this.#settings.keys()];
  }

  /** Why the store is behind, by station; empty where it is not. */
  storeFaults(): ReadonlyMap<string, string> {
    const faults = Array.from(this.#open, ([name, { writer }]) => ({ name, failure: writer.failure }));
    return new Map(faults.flatMap(({ name, failure }) => (failure === undefined ? [] : [[name, failure]])));
  }

  /** The station of this name, or undefined where there is none or another process has it open. */
  find(name: string): Station | undefined {
    return this.#open.get(name)?.station;
  }

  /** Whether there is such a station, but another process has it open. */
  isElsewhere(name: string): boolean {
    return this.#settings.has(name) && !this.#open.has(name);
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Publishes what a former process left. Call once, when everybody has subscribed. */
  restore(): void {
    this.#isRestored = true;
    for (const { station } of this.#open.values()) station.restore();
  }

  /** Adds a station that there is not. */
  async add(name: string, settings: StationSettings): Promise<void> {
    this.#settings.set(name, settings);
    try {
      await this.#claim([name]);
    } catch (cause) {
      this.#settings.delete(name);
      throw cause;
    }
  }

  /** Changes what a station goes by, from its next broadcast on. */
  configure(name: string, settings: StationSettings): void {
    this.#settings.set(name, settings);
    this.find(name)?.configure(stationTraitsOf(this.#options.configuration, settings));
  }

  /** Ends a station's broadcast, and takes the station and what is kept of it away. */
  async remove(name: string): Promise<void> {
    this.#settings.delete(name);
    const open = this.#open.get(name);
    this.#open.delete(name);
    await open?.station.retire(new SegmenterError('station-ended', `Station "${name}" was removed.`));
    await open?.writer.close();
    await this.#options.store.remove(name);
  }

  /**
   * Hands broadcasts over to the process that waits for them, and ends all others: what was received is drained, the
   * store is complete, and the playlists of those end.
   */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#open, ([name, open]) => this.#giveUp(name, open)));
  }

  async #giveUp(name: string, { station, writer }: OpenStation): Promise<void> {
    const { store } = this.#options;
    const isAwaited = await store.isAwaited(name);
    const left = isAwaited ? await station.handOver() : undefined;
    if (!left) await station.end();
    await writer.close();
    if (!left) return;
    await store.handOver(name, left);
    this.#options.logger.info({ station: name }, 'another process goes on with the broadcast');
  }

  #claim(names: readonly string[]): Promise<void> {
    return this.#options.store.claim(names, {
      onClaimed: (claimed) => (this.#awaiting ? this.#awaiting.push(claimed) : this.#take(claimed)),
      onLost: (name) => this.#lose(name),
    });
  }

  #takeAwaiting(): void {
    const claimed = this.#awaiting ?? [];
    this.#awaiting = undefined;
    const { clock, configuration } = this.#options;
    clock.goOn((nowMs) =>
      claimed.some(({ previous }) => previous && isGoingOn(previous, { ...configuration, nowMs })),
    );
    for (const station of claimed) this.#take(station);
  }

  #take({ name, previous, handOver, writer }: ClaimedStation): void {
    const { clock, configuration } = this.#options;
    const traits = stationTraitsOf(configuration, this.#settings.get(name) ?? {});
    const station = new Station({ ...this.#options, ...traits, now: clock.now, name, previous, handOver });
    const leaveStore = station.subscribe((publication) => writer.write(publication));
    const leaveListeners = station.subscribe((publication) => {
      for (const listener of this.#listeners) listener(publication);
    });
    const silence = (): void => {
      leaveStore();
      leaveListeners();
    };
    this.#open.set(name, { station, writer, silence });
    if (this.#isRestored) station.restore();
  }

  /** Its broadcast is the other process's now. */
  #lose(name: string): void {
    this.#awaiting = this.#awaiting?.filter((claimed) => claimed.name !== name);
    const lost = this.#open.get(name);
    if (!lost) return;
    this.#open.delete(name);
    lost.silence();
    void lost.writer.close();
    const message = `Another machine has station "${name}" now; try again.`;
    void lost.station.retire(new SegmenterError('station-elsewhere', message));
  }
}
