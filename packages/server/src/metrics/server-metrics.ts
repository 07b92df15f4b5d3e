import type { Origin } from '@ringcast/player';
import type { PublicationSource, SourceState } from '@ringcast/segmenter';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { gaugesOfSource, gaugesOfStation, type StationGauge } from './station-gauges.ts';

/** What metrics are taken of. */
export interface ServerMetricsOptions {
  readonly origin: Origin;
  readonly publications: PublicationSource;
  /** The source of a station; undefined where it has none, or where this process only plays. */
  readonly sourceOf: (station: string) => SourceState | undefined;
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
    const gauges = [...gaugesOfStation((name) => origin.station(name)), ...gaugesOfSource(sourceOf)];
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
