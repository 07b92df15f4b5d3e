import type { Ingest, Journal } from '@ringcast/ingest';
import type { Origin } from '@ringcast/player';
import type { Logger, PublicationReader, PublicationSource } from '@ringcast/segmenter';
import type { Configuration } from './configuration/configuration-schema.ts';
import { EventLog } from './events/event-log.ts';
import { StationWatch } from './events/station-watch.ts';
import { watchHealth, type ServerHealth } from './health/server-health.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import type { Stations } from './stations/stations.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** What is observed. */
export interface ObservationOptions {
  readonly configuration: Configuration;
  readonly ffmpegPath: string;
  readonly stations: Stations;
  /** What listeners hear. */
  readonly publications: PublicationSource;
  /** Where those of them come from that are other machines'; undefined where there are none. */
  readonly others: PublicationReader | undefined;
  readonly ingest: Ingest;
  readonly journal: Journal;
  readonly origin: Origin;
  readonly now: () => number;
  readonly logger: Logger;
}

/** A server that makes broadcasts, as its operator sees it: figures, health, and what happens to the stations. */
export class Observation {
  readonly metrics: ServerMetrics;
  readonly health: ServerHealth;
  readonly log = new EventLog();
  readonly #closing = new AbortController();
  readonly #watch: StationWatch;
  readonly #webhooks: Webhooks;

  constructor(options: ObservationOptions) {
    const { configuration, ffmpegPath, stations, publications, others, ingest, journal } = options;
    const { origin, now, logger } = options;
    const inward = {
      ffmpegPath,
      stations,
      uplinkOf: (station: string) => ingest.uplinkOf(station),
      journal: () => journal.state,
    };
    this.metrics = new ServerMetrics({ origin, publications, inward, now });
    const closing = this.#closing.signal;
    this.health = watchHealth({ configuration, now, closing, reader: others, inward });
    const { log } = this;
    const { silentAfterMs } = configuration;
    this.#watch = new StationWatch({
      stations,
      origins: () => origin.stations,
      silentAfterMs,
      log,
      logger,
      now,
    });
    const onSettled = (outcome: string): void => this.metrics.noteWebhook(outcome);
    this.#webhooks = new Webhooks({ configuration, log, logger, onSettled });
  }

  /** The server goes down: readiness says so from now on. */
  noteClosing(): void {
    this.#closing.abort();
  }

  /** Tells what has happened to the last, and observes no more. */
  async close(): Promise<void> {
    this.metrics.close();
    this.#watch.close();
    await this.#webhooks.close();
  }
}
