import type { Logger, Publication, PublicationSource } from '@ringcast/segmenter';
import { SYSTEM_CLOCK, type Clock } from '../clock.ts';
import { StationOrigin, type StationOriginOptions } from './station-origin.ts';

/** What an origin needs to know. */
export interface OriginOptions {
  readonly source: PublicationSource;
  /** Names of the stations that are served at first; what others publish is left out. */
  readonly stations: readonly string[];
  readonly logger: Logger;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Requests of one station that may wait at once; more are refused. Default 20,000. */
  readonly maxWaitingPerStation?: number;
}

const DEFAULT_MAX_WAITING = 20_000;

/**
 * Holds in memory what every station offers to its listeners now, and answers them from there. It knows nothing of
 * HTTP: a request is a question and a callback.
 */
export class Origin {
  readonly #stations = new Map<string, StationOrigin>();
  readonly #logger: Logger;
  readonly #stationOptions: StationOriginOptions;
  readonly #unsubscribe: () => void;
  /** Stations whose publications were left out, so that each is told once. */
  readonly #strangers = new Set<string>();

  constructor({ source, stations, logger, clock = SYSTEM_CLOCK, maxWaitingPerStation }: OriginOptions) {
    const maxWaiting = maxWaitingPerStation ?? DEFAULT_MAX_WAITING;
    this.#stationOptions = { clock, logger, maxWaiting };
    this.#logger = logger;
    for (const name of stations) this.add(name);
    this.#unsubscribe = source.subscribe((publication) => this.#take(publication));
  }

  /** The stations in the order in which they were named. */
  get stations(): readonly StationOrigin[] {
    return [...this.#stations.values()];
  }

  /** The station of this name, or undefined. */
  station(name: string): StationOrigin | undefined {
    return this.#stations.get(name);
  }

  /** Serves a station from now on; nothing where it does. */
  add(name: string): void {
    if (this.#stations.has(name)) return;
    this.#stations.set(name, new StationOrigin(name, this.#stationOptions));
    this.#strangers.delete(name);
  }

  /** Serves a station no more: whoever waits is refused. Nothing where it does not. */
  remove(name: string): void {
    this.#stations.get(name)?.close();
    this.#stations.delete(name);
  }

  /** Takes no more publications and refuses whoever waits. May be called again. */
  close(): void {
    this.#unsubscribe();
    for (const station of this.#stations.values()) station.close();
  }

  #take(publication: Publication): void {
    const { station: name } = publication.manifest;
    const station = this.#stations.get(name);
    if (!station) return this.#noteStranger(name);
    try {
      station.publish(publication);
    } catch (err) {
      this.#logger.error({ err, station: name }, 'a publication could not be taken');
    }
  }

  #noteStranger(station: string): void {
    if (this.#strangers.has(station)) return;
    this.#strangers.add(station);
    this.#logger.warn({ station }, 'a station that is not configured publishes; it is not served');
  }
}
