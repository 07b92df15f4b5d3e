import type { UplinkState } from '@ringcast/ingest';
import type { StationOrigin } from '@ringcast/player';
import type { OnAirState, SourceState } from '@ringcast/segmenter';

const MS_PER_SECOND = 1_000;
const SAMPLES_PER_SECOND = 48_000;
/** What EBU R 128 takes for silence. */
const SILENCE_LUFS = -70;
/** What 16 bits hold of a peak. */
const SILENCE_DBFS = -96;

/** A number of each station, asked when somebody collects. */
export interface StationFigure {
  /** A counter's ends in `_total`. */
  readonly name: string;
  readonly help: string;
  /** Undefined leaves the station out. */
  readonly read: (station: string) => number | undefined;
}

/** What is known of a station on the listeners' side. */
export function figuresOfStation(
  stationOf: (name: string) => StationOrigin | undefined,
): readonly StationFigure[] {
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

/** What is known of what goes on air. */
export function figuresOfAir(onAirOf: (name: string) => OnAirState | undefined): readonly StationFigure[] {
  return [
    {
      name: 'ringcast_station_loudness_momentary_lufs',
      help: 'Loudness of the last 400 ms that went on air (EBU R 128), -70 for silence.',
      read: (name) => floored(onAirOf(name), ({ loudness }) => loudness.momentaryLufs, SILENCE_LUFS),
    },
    {
      name: 'ringcast_station_loudness_short_term_lufs',
      help: 'Loudness of the last 3 s that went on air (EBU R 128), -70 for silence.',
      read: (name) => floored(onAirOf(name), ({ loudness }) => loudness.shortTermLufs, SILENCE_LUFS),
    },
    {
      name: 'ringcast_station_loudness_integrated_lufs',
      help: 'Loudness of the broadcast so far (EBU R 128, gated), -70 for silence.',
      read: (name) => floored(onAirOf(name), ({ loudness }) => loudness.integratedLufs, SILENCE_LUFS),
    },
    {
      name: 'ringcast_station_peak_dbfs',
      help: 'The highest sample of the last 400 ms that went on air, -96 for silence.',
      read: (name) => floored(onAirOf(name), ({ loudness }) => loudness.peakDbfs, SILENCE_DBFS),
    },
    {
      name: 'ringcast_encoder_lateness_seconds',
      help: 'How much more sound the encoder had been given when the last part was ready.',
      read: (name) => secondsOf(onAirOf(name)?.encoderLagMs),
    },
  ];
}

/** What is known of the source of a station. */
export function figuresOfSource(
  sourceOf: (name: string) => SourceState | undefined,
): readonly StationFigure[] {
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
      name: 'ringcast_source_silence_seconds_total',
      help: 'Silence that stood in for what had not come, of the present source.',
      read: (name) => secondsOf(sourceOf(name)?.silentMs),
    },
    {
      name: 'ringcast_source_late_seconds_total',
      help: 'Sound that came too late to go on air, of the present source.',
      read: (name) => perSecond(sourceOf(name)?.lateSamples, SAMPLES_PER_SECOND),
    },
    {
      name: 'ringcast_source_waiting_seconds',
      help: 'Sound that waits to go on air because the station is kept behind its source.',
      read: (name) => secondsOf(sourceOf(name)?.waitingMs),
    },
  ];
}

/** What is known of the connection of a broadcaster that speaks ringcast.v1. */
export function figuresOfUplink(
  uplinkOf: (name: string) => UplinkState | undefined,
): readonly StationFigure[] {
  return [
    {
      name: 'ringcast_source_acknowledgement_lag_seconds',
      help: 'Sound that has come and is not acknowledged, because the disk or the station does not have it yet.',
      read: (name) => secondsOf(uplinkOf(name)?.acknowledgementLagMs),
    },
    {
      name: 'ringcast_source_narrow',
      help: 'Whether the connection was too narrow for PCM within the last 5 s, so that something stood in for it.',
      read: (name) => (uplinkOf(name) ? Number(uplinkOf(name)?.isNarrow) : undefined),
    },
    {
      name: 'ringcast_source_reconnects_total',
      help: 'Connections of the present source after its first.',
      read: (name) => uplinkOf(name)?.reconnects,
    },
    {
      name: 'ringcast_source_received_bytes_total',
      help: 'What came from the present source.',
      read: (name) => uplinkOf(name)?.receivedBytes,
    },
  ];
}

function floored(
  state: OnAirState | undefined,
  read: (state: OnAirState) => number | undefined,
  floor: number,
): number | undefined {
  return state && Math.max(floor, read(state) ?? floor);
}

function secondsOf(ms: number | undefined): number | undefined {
  return perSecond(ms, MS_PER_SECOND);
}

function perSecond(count: number | undefined, ratePerSecond: number): number | undefined {
  return count === undefined ? undefined : count / ratePerSecond;
}
