import type { StationOrigin } from '@ringcast/player';
import type { SourceState } from '@ringcast/segmenter';

const MS_PER_SECOND = 1_000;

/** A number of each station, asked when somebody collects. */
export interface StationGauge {
  readonly name: string;
  readonly help: string;
  /** Undefined leaves the station out. */
  readonly read: (station: string) => number | undefined;
}

/** What is known of a station on the listeners' side. */
export function gaugesOfStation(
  stationOf: (name: string) => StationOrigin | undefined,
): readonly StationGauge[] {
  return [
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
  ];
}

/** What is known of the source of a station. */
export function gaugesOfSource(sourceOf: (name: string) => SourceState | undefined): readonly StationGauge[] {
  return [
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
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / MS_PER_SECOND;
}
