import type { Ingest, Journal } from '@ringcast/ingest';
import type { Origin } from '@ringcast/player';
import type { Logger } from '@ringcast/segmenter';
import type { Configuration, StationSettings } from '../configuration/configuration-schema.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { StationCatalogue } from '../stations/station-catalogue.ts';
import type { Stations } from '../stations/stations.ts';
import { StationError } from './station-error.ts';
import { reportOf, type StationReport } from './station-report.ts';

/** What is administered. */
export interface AdministrationOptions {
  readonly configuration: Configuration;
  readonly catalogue: StationCatalogue;
  readonly stations: Stations;
  readonly ingest: Pick<Ingest, 'takeOffAir' | 'forget' | 'uplinkOf' | 'programmeOf'>;
  readonly journal: Pick<Journal, 'recordingsOf'>;
  readonly origin: Origin;
  readonly metrics: Pick<ServerMetrics, 'listeners' | 'forget'>;
  /** Those that were made at run time. */
  readonly keys: Pick<KeyStore, 'revokeOf'>;
  readonly logger: Logger;
}

/** Settings to change: null takes a setting back to what the settings file and the environment say. */
export type SettingsChange = {
  readonly [Name in keyof StationSettings]?: StationSettings[Name] | null | undefined;
};

/** What an operator does with the stations while the server runs. */
export class Administration {
  readonly #options: AdministrationOptions;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: AdministrationOptions) {
    this.#options = options;
  }

  /** Every station as it is now. */
  reports(): StationReport[] {
    return this.#options.stations.names.map((name) => this.#report(name));
  }

  /** How many listen now, by station. */
  listeners(): Record<string, number> {
    return Object.fromEntries(
      this.#options.origin.stations.map(({ name, listeners }) => [name, listeners.count()]),
    );
  }

  /** One station as it is now. @throws StationError `unknown-station` */
  report(name: string): StationReport {
    this.#check(name);
    return this.#report(name);
  }

  /** Whether there is a station of this name. */
  has(name: string): boolean {
    return this.#options.catalogue.has(name);
  }

  /** Makes a station. @throws StationError `station-exists`, `too-many-stations` */
  add(name: string, settings: StationSettings): Promise<StationReport> {
    return this.#inTurn(async () => {
      const { catalogue, stations, origin, configuration } = this.#options;
      const { maxStations } = configuration;
      if (catalogue.has(name))
        throw new StationError('station-exists', `There is a station "${name}" already.`);
      if (stations.names.length >= maxStations) {
        throw new StationError(
          'too-many-stations',
          `There are ${maxStations} stations, and no more may be made (maxStations).`,
        );
      }
      await catalogue.put({ name, settings });
      origin.add(name);
      try {
        await stations.add(name, settings);
      } catch (cause) {
        origin.remove(name);
        await catalogue.remove(name);
        throw cause;
      }
      this.#options.logger.info({ station: name, settings }, 'a station was made');
      return this.#report(name);
    });
  }

  /** Changes what a station has of its own, from its next broadcast on. @throws StationError `unknown-station`, `station-elsewhere` */
  change(name: string, change: SettingsChange): Promise<StationReport> {
    return this.#inTurn(async () => {
      this.#checkHere(name);
      const { catalogue, stations, logger } = this.#options;
      await catalogue.put({ name, settings: changed(catalogue.keptOf(name), change) });
      stations.configure(name, catalogue.settingsOf(name));
      logger.info({ station: name, change }, 'the settings of a station were changed');
      return this.#report(name);
    });
  }

  /** Ends a station's broadcast, and takes the station and its keys away. @throws StationError `unknown-station`, `station-configured`, `station-elsewhere` */
  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#checkHere(name);
      const { catalogue, stations, origin, ingest, metrics, keys, logger } = this.#options;
      if (catalogue.isConfigured(name)) {
        const message = `The settings (ringcast.yaml or the environment) name station "${name}"; remove it there.`;
        throw new StationError('station-configured', message);
      }
      // First: a station that could not be removed can be removed again, and keys that stayed would never go.
      await keys.revokeOf(name);
      await catalogue.remove(name);
      ingest.takeOffAir(name);
      await stations.remove(name);
      ingest.forget(name);
      origin.remove(name);
      metrics.forget(name);
      logger.info({ station: name }, 'a station was removed');
    });
  }

  /** Ends a station's broadcast, if there is one. @throws StationError `unknown-station`, `station-elsewhere` */
  async stop(name: string): Promise<void> {
    this.#checkHere(name);
    const { stations, ingest, logger } = this.#options;
    ingest.takeOffAir(name);
    await stations.find(name)?.end();
    logger.info({ station: name }, 'the operator ended the broadcast');
  }

  #report(name: string): StationReport {
    const { configuration, catalogue, stations, ingest, journal, origin, metrics } = this.#options;
    return reportOf(name, {
      configuration,
      settings: catalogue.settingsOf(name),
      changes: catalogue.keptOf(name),
      configured: catalogue.configuredOf(name),
      isConfigured: catalogue.isConfigured(name),
      isElsewhere: stations.isElsewhere(name),
      recordings: journal.recordingsOf(name),
      origin: origin.station(name),
      station: stations.find(name),
      uplink: ingest.uplinkOf(name),
      latency: metrics.listeners.latencyOf(name),
      nowPlaying: ingest.programmeOf(name).nowPlaying,
    });
  }

  #check(name: string): void {
    if (this.has(name)) return;
    throw new StationError('unknown-station', `There is no station ${JSON.stringify(name.slice(0, 63))}.`);
  }

  #checkHere(name: string): void {
    this.#check(name);
    if (!this.#options.stations.isElsewhere(name)) return;
    const message = `Another machine has station "${name}"; it is changed, stopped and removed there.`;
    throw new StationError('station-elsewhere', message);
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changing.then(change);
    this.#changing = result.catch(() => {});
    return result;
  }
}

function changed(settings: StationSettings, change: SettingsChange): StationSettings {
  const entries = Object.entries({ ...settings, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}
