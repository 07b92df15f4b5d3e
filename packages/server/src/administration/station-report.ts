import type { UplinkState } from '@ringcast/ingest';
import type { NowPlaying, StationOrigin } from '@ringcast/player';
import {
  gridOf,
  type Loudness,
  type SourceState,
  type Station,
  type WindowSegment,
} from '@ringcast/segmenter';
import type { Configuration, StationSettings } from '../configuration/configuration-schema.ts';
import { needsToken } from '../doors/listener-judge.ts';
import type { LatencyBucket } from '../metrics/listener-metrics.ts';

/** What a station goes by, its own settings and those for all taken together. */
export type EffectiveSettings = Required<StationSettings>;

/** A station as its operator sees it; null stands for what is not there at the moment. */
export interface StationReport {
  readonly name: string;
  readonly isOnAir: boolean;
  /** ISO 8601. */
  readonly startedAt: string | null;
  /** Who may listen, which is set in ringcast.yaml or the environment alone. */
  readonly access: 'public' | 'token';
  /** What it has of its own, of all that can be changed here. */
  readonly settings: StationSettings;
  readonly effective: EffectiveSettings;
  /** Of what it has of its own, what was made or changed at run time. */
  readonly changes: StationSettings;
  /** What it goes by where that is taken back: what the settings say of it, and of all stations. */
  readonly fallback: EffectiveSettings;
  /** Whether the broadcast that goes on began with other settings than the next one will. */
  readonly isChangePending: boolean;
  /** Whether another process that shares the store has it open; what is told of its sound is known there. */
  readonly isElsewhere: boolean;
  /** Whether ringcast.yaml or the environment names it, so that it cannot be removed here. */
  readonly isConfigured: boolean;
  readonly listeners: number;
  readonly listenersByRendition: Readonly<Record<string, number>>;
  /** Since the server started. */
  readonly latency: readonly LatencyBucket[];
  readonly source: SourceState | null;
  readonly uplink: UplinkState | null;
  readonly loudness: Partial<Loudness> | null;
  /** The highest sample of each 100 ms of the last 19.2 s, 0 to 1, the newest last. */
  readonly peaks: readonly number[];
  readonly encoderLagMs: number | null;
  readonly window: { readonly partsPerSegment: number; readonly segments: readonly WindowSegment[] } | null;
  readonly nowPlaying: NowPlaying | null;
}

/** Where a report comes from. */
export interface ReportSources {
  readonly configuration: Configuration;
  readonly settings: StationSettings;
  readonly changes: StationSettings;
  /** What ringcast.yaml and the environment say of it. */
  readonly configured: StationSettings;
  readonly isConfigured: boolean;
  readonly isElsewhere: boolean;
  /** Of each of its sources now, whether what it sends is to be recorded. */
  readonly recordings: readonly boolean[];
  readonly origin: StationOrigin | undefined;
  readonly station: Station | undefined;
  readonly uplink: UplinkState | undefined;
  readonly latency: readonly LatencyBucket[];
  readonly nowPlaying: NowPlaying | undefined;
}

const PEAK_DIGITS = 1_000;

/** A station at this instant. */
export function reportOf(name: string, sources: ReportSources): StationReport {
  const { configuration, settings, isConfigured, isElsewhere, recordings, origin } = sources;
  const { station, uplink, latency, nowPlaying } = sources;
  const { manifest, isOnAir = false, listeners } = origin ?? {};
  const { loudness, peaks = [], encoderLagMs } = station?.onAir ?? {};
  const effective = effectiveOf(configuration, settings);
  const startedAt = manifest ? new Date(manifest.startedAtMs).toISOString() : null;
  const isRecordPending = isOnAir && recordings.some((isRecorded) => isRecorded !== effective.record);
  return {
    name,
    isOnAir,
    startedAt,
    access: needsToken(configuration, name) ? 'token' : 'public',
    settings,
    changes: sources.changes,
    fallback: effectiveOf(configuration, sources.configured),
    effective,
    isChangePending: isRecordPending || (station?.isChangePending ?? false),
    isConfigured,
    isElsewhere,
    listeners: listeners?.count() ?? 0,
    listenersByRendition: Object.fromEntries(listeners?.countByRendition() ?? []),
    latency,
    source: (isOnAir && station?.source) || null,
    uplink: uplink ?? null,
    loudness: loudness ?? null,
    peaks: peaks.map((peak) => Math.round(peak * PEAK_DIGITS) / PEAK_DIGITS),
    encoderLagMs: encoderLagMs ?? null,
    window:
      manifest && isOnAir
        ? { partsPerSegment: gridOf(manifest.profile).partsPerSegment, segments: manifest.segments }
        : null,
    nowPlaying: (isOnAir && nowPlaying) || null,
  };
}

function effectiveOf(configuration: Configuration, settings: StationSettings): EffectiveSettings {
  const { latency, delayMs, whenLate, secondSource, renditions, record } = { ...configuration, ...settings };
  return { latency, delayMs, whenLate, secondSource, renditions, record };
}
