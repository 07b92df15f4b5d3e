import type { JournalState, UplinkState } from '@ringcast/ingest';
import type { Origin } from '@ringcast/player';
import type { Publication, PublicationSource } from '@ringcast/segmenter';
import type { Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { KeptAnswer } from '../kept-answer.ts';
import type { Stations } from '../stations/stations.ts';
import { ListenerMetrics } from './listener-metrics.ts';
import { newestCaptureMsOf } from './part-latency.ts';
import { RequestCount } from './request-count.ts';
import {
  figuresOfAir,
  figuresOfSource,
  figuresOfStation,
  figuresOfUplink,
  type StationFigure,
} from './station-figures.ts';

const MS_PER_SECOND = 1_000;
/** How often the delay of the event loop is looked at. Each look wakes the process up. */
const EVENT_LOOP_LOOK_MS = 50;
const PART_LATENCY_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 120];

/** What is known where sound comes in. */
export interface InwardSide {
  readonly stations: Pick<Stations, 'find'>;
  /** Undefined where no broadcaster of ringcast.v1 is on air. */
  readonly uplinkOf: (station: string) => UplinkState | undefined;
  readonly journal: () => JournalState;
}

/** What metrics are taken of. */
export interface ServerMetricsOptions {
  readonly origin: Origin;
  readonly publications: PublicationSource;
  /** Undefined in a process that only plays. */
  readonly inward?: InwardSide;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

/** The server in Prometheus's words: what the process costs, how each station is, and how it is heard. */
export class ServerMetrics {
  /** What players report. */
  readonly listeners: ListenerMetrics;
  readonly #registry = new Registry();
  readonly #text: KeptAnswer<string>;
  readonly #options: ServerMetricsOptions;
  readonly #requests = new RequestCount();
  readonly #webhooks: Counter<'outcome'>;
  readonly #parts: Counter<'station'>;
  readonly #partLatency: Histogram<'station'>;

  constructor(options: ServerMetricsOptions) {
    this.#options = options;
    this.#text = new KeptAnswer(() => this.#registry.metrics(), options.now);
    this.listeners = new ListenerMetrics(this.#registry);
    this.#webhooks = new Counter({
      name: 'ringcast_webhooks_total',
      help: 'Messages to receivers of webhooks: delivered, given up, or dropped because too many waited.',
      labelNames: ['outcome'],
      registers: [this.#registry],
    });
    const common = { labelNames: ['station'] as const, registers: [this.#registry] };
    this.#parts = new Counter({
      ...common,
      name: 'ringcast_station_publications_total',
      help: 'Parts, or whole segments where there are no parts, that were published.',
    });
    this.#partLatency = new Histogram({
      ...common,
      name: 'ringcast_part_latency_seconds',
      help: "From the capture of a part's last sample to its publication.",
      buckets: PART_LATENCY_BUCKETS,
    });
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
    this.#addFigures();
    this.#addRenditions();
    this.#addRequests();
    if (options.inward) this.#addJournal(options.inward);
    this.#watchParts();
  }

  /** Media type of {@link render}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as text, no more than a second old. */
  render(): Promise<string> {
    return this.#text.get();
  }

  /** A message to a receiver of webhooks is done with. */
  noteWebhook(outcome: string): void {
    this.#webhooks.inc({ outcome });
  }

  /** Tells nothing more of a station that is no more. */
  forget(station: string): void {
    this.#parts.remove({ station });
    this.#partLatency.remove({ station });
    this.listeners.forget(station);
  }

  /** Counts the answers of a server from now on. */
  watch(server: Server): void {
    this.#requests.watch(server);
  }

  /** Counts no more. */
  close(): void {
    this.#requests.close();
  }

  #addFigures(): void {
    const { origin, inward } = this.#options;
    const figures = [...figuresOfStation((name) => origin.station(name))];
    if (inward) {
      const { stations, uplinkOf } = inward;
      figures.push(
        ...figuresOfAir((name) => stations.find(name)?.onAir),
        ...figuresOfSource((name) => stations.find(name)?.source),
        ...figuresOfUplink(uplinkOf),
      );
    }
    for (const figure of figures) this.#addFigure(figure);
  }

  #addFigure({ name, help, read }: StationFigure): void {
    const { origin } = this.#options;
    const labelNames = ['station'] as const;
    const common = { name, help, labelNames, registers: [this.#registry] };
    const numbers = () =>
      origin.stations.flatMap(({ name: station }) => {
        const value = read(station);
        return value === undefined ? [] : [{ station, value }];
      });
    // The registry keeps it.
    if (name.endsWith('_total')) {
      void new Counter({
        ...common,
        collect() {
          this.reset();
          for (const { station, value } of numbers()) this.inc({ station }, value);
        },
      });
    } else {
      void new Gauge({
        ...common,
        collect() {
          this.reset();
          for (const { station, value } of numbers()) this.set({ station }, value);
        },
      });
    }
  }

  #addRenditions(): void {
    const { origin } = this.#options;
    void new Gauge({
      name: 'ringcast_rendition_listeners',
      help: 'Clients that fetched a playlist of the station within the last 6 s, by the rendition they asked for last.',
      labelNames: ['station', 'rendition'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name: station, manifest, listeners } of origin.stations) {
          const counts = listeners.countByRendition();
          for (const { name: rendition } of manifest?.renditions ?? []) {
            this.set({ station, rendition }, counts.get(rendition) ?? 0);
          }
        }
      },
    });
  }

  #addRequests(): void {
    const requests = this.#requests;
    void new Counter({
      name: 'ringcast_http_requests_total',
      help: 'Requests that were answered.',
      labelNames: ['kind', 'code'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { kind, code, count } of requests.counts) this.inc({ kind, code }, count);
      },
    });
  }

  #addJournal({ journal }: InwardSide): void {
    void new Gauge({
      name: 'ringcast_journal_waiting_bytes',
      help: 'What broadcasters sent and is not on the disk yet.',
      registers: [this.#registry],
      collect() {
        this.set(journal().waitingBytes);
      },
    });
    void new Gauge({
      name: 'ringcast_journal_failing',
      help: 'Whether the journal cannot be written at present.',
      registers: [this.#registry],
      collect() {
        this.set(Number(journal().failure !== undefined));
      },
    });
  }

  #watchParts(): void {
    const { now, publications } = this.#options;
    publications.subscribe(({ manifest }: Publication) => {
      const { station, hasEnded } = manifest;
      this.#parts.inc({ station });
      const capturedAtMs = newestCaptureMsOf(manifest);
      if (capturedAtMs === undefined || hasEnded) return;
      this.#partLatency.observe({ station }, Math.max(0, now() - capturedAtMs) / MS_PER_SECOND);
    });
  }
}
