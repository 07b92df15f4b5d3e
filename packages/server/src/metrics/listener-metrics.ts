import { Counter, Histogram, type Registry } from 'prom-client';
import type { ListenerReport } from './listener-report.ts';

const MS_PER_SECOND = 1_000;
const MIC_TO_EAR_BUCKETS = [0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3, 5, 10, 20, 60];

/** How far back listeners are, as the dashboard draws it. */
export interface LatencyBucket {
  /** Upper bound; null for the last. */
  readonly upToSeconds: number | null;
  /** Reports above the bound before and up to this one. */
  readonly count: number;
}

/** What players report of how a station is heard. */
export class ListenerMetrics {
  readonly #micToEar: Histogram<'station'>;
  readonly #stalls: Counter<'station'>;
  readonly #stalledSeconds: Counter<'station'>;
  /** Counted here too: the library gives its own only to whoever collects. */
  readonly #counts = new Map<string, number[]>();

  constructor(registry: Registry) {
    const common = { labelNames: ['station'] as const, registers: [registry] };
    this.#micToEar = new Histogram({
      ...common,
      name: 'ringcast_listener_mic_to_ear_seconds',
      help: 'From the microphone to the ear, as players report it every half minute while they play.',
      buckets: MIC_TO_EAR_BUCKETS,
    });
    this.#stalls = new Counter({
      ...common,
      name: 'ringcast_listener_stalls_total',
      help: 'Times the sound stopped for want of data, as players report it.',
    });
    this.#stalledSeconds = new Counter({
      ...common,
      name: 'ringcast_listener_stalled_seconds_total',
      help: 'Time without sound in these stalls.',
    });
  }

  /** Takes a report that was checked. */
  note(station: string, { micToEarMs, stallCount, stalledMs }: ListenerReport): void {
    this.#stalls.inc({ station }, stallCount);
    this.#stalledSeconds.inc({ station }, stalledMs / MS_PER_SECOND);
    if (micToEarMs === null) return;
    const seconds = micToEarMs / MS_PER_SECOND;
    this.#micToEar.observe({ station }, seconds);
    const counts =
      this.#counts.get(station) ?? Array.from({ length: MIC_TO_EAR_BUCKETS.length + 1 }, () => 0);
    const bucket = MIC_TO_EAR_BUCKETS.findIndex((bound) => seconds <= bound);
    const at = bucket === -1 ? MIC_TO_EAR_BUCKETS.length : bucket;
    counts[at] = (counts[at] ?? 0) + 1;
    this.#counts.set(station, counts);
  }

  /** Reports of a station since the start, by how far back the listener was. */
  latencyOf(station: string): readonly LatencyBucket[] {
    const counts = this.#counts.get(station) ?? [];
    return [...MIC_TO_EAR_BUCKETS, null].map((upToSeconds, at) => ({ upToSeconds, count: counts[at] ?? 0 }));
  }

  /** Forgets a station that is no more. */
  forget(station: string): void {
    this.#counts.delete(station);
    for (const metric of [this.#micToEar, this.#stalls, this.#stalledSeconds]) metric.remove({ station });
  }
}
