import type { Origin } from '@ringcast/player';
import type { PublicationSource, SourceState } from '@ringcast/segmenter';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

const MS_PER_SECOND = 1_000;

/** What metrics are taken of. */
export interface ServerMetricsOptions {
  readonly origin: Origin;
  readonly publications: PublicationSource;
  /** The source of a station; undefined where it has none, or where this process only plays. */
  readonly sourceOf: (station: string) => SourceState | undefined;
}

/** A number of each station, asked when somebody collects. */
interface StationGauge {
  readonly name: string;
  readonly help: string;
  /** Undefined leaves the station out. */
  readonly read: (station: string) => number | undefined;
}

/** The server in Prometheus's words: what the process costs, and how each station is. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #options: ServerMetricsOptions;

  constructor(options: ServerMetricsOptions) {
    this.#options = options;
    collectDefaultMetrics({ register: this.#registry });
    this.#addGauges();
    this.#countParts();
  }

  /** Media type of {@link render}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as text. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  #addGauges(): void {
    const { origin, sourceOf } = this.#options;
    const stationOf = (name: string) => origin.station(name);
    const gauges: readonly StationGauge[] = [
      {
        name: 'ringcast_station_on_air',
        help: 'Whether a broadcast is going on, its source present or not.',
        read: (name) => Number(stationOf(name)?.isOnAir ?? false),
      },
      {
        name: 'ringcast_station_listeners',
        help: 'Clients that fetched a playlist within the last 6 s.',
        read: (name) => stationOf(name)?.listeners.count(),
      },
      {
        name: 'ringcast_station_waiting_requests',
        help: 'Requests that wait for a part.',
        read: (name) => stationOf(name)?.waitingCount,
      },
      {
        name: 'ringcast_source_attached',
        help: 'Whether the source of a broadcast is there; 0 where it is lost and may come back.',
        read: (name) => (sourceOf(name) ? Number(sourceOf(name)?.isAttached) : undefined),
      },
      {
        name: 'ringcast_source_drift_ppm',
        help: "How much faster the source's clock is than the server's.",
        read: (name) => sourceOf(name)?.driftPpm,
      },
      {
        name: 'ringcast_source_silence_seconds',
        help: 'Silence that stood in for what had not come, of the present source.',
        read: (name) => secondsOf(sourceOf(name)?.silentMs),
      },
      {
        name: 'ringcast_source_late_samples',
        help: 'Samples that came too late to go on air, of the present source.',
        read: (name) => sourceOf(name)?.lateSamples,
      },
      {
        name: 'ringcast_source_waiting_seconds',
        help: 'Sound that waits to go on air because the station is kept behind its source.',
        read: (name) => secondsOf(sourceOf(name)?.waitingMs),
      },
    ];
    for (const gauge of gauges) this.#addGauge(gauge);
  }

  #addGauge({ name, help, read }: StationGauge): void {
    const stations = this.#options.origin.stations.map((station) => station.name);
    // The registry keeps it.
    void new Gauge({
      name,
      help,
      labelNames: ['station'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const station of stations) {
          const value = read(station);
          if (value !== undefined) this.set({ station }, value);
        }
      },
    });
  }

  #countParts(): void {
    const parts = new Counter({
      name: 'ringcast_station_publications_total',
      help: 'Parts, or whole segments where there are no parts, that were published.',
      labelNames: ['station'],
      registers: [this.#registry],
    });
    this.#options.publications.subscribe(({ manifest }) => parts.inc({ station: manifest.station }));
  }
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / MS_PER_SECOND;
}
