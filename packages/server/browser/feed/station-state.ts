/** Settings that a station may have of its own. */
export interface StationSettings {
  readonly latency?: string;
  readonly delayMs?: number;
  readonly whenLate?: string;
  readonly secondSource?: string;
  readonly renditions?: readonly string[];
  readonly record?: boolean;
}

/** A bar of the histogram of delays; the last one has no upper bound. */
export interface LatencyBucket {
  readonly upToSeconds: number | null;
  readonly count: number;
}

/** A station, as `/api/admin/stations` tells it (openapi.yaml: StationReport). */
export interface StationState {
  readonly name: string;
  readonly isOnAir: boolean;
  readonly startedAt: string | null;
  readonly settings: StationSettings;
  readonly effective: Required<StationSettings>;
  readonly changes: StationSettings;
  readonly fallback: Required<StationSettings>;
  readonly isChangePending: boolean;
  readonly isConfigured: boolean;
  readonly isElsewhere: boolean;
  readonly listeners: number;
  readonly listenersByRendition: Readonly<Record<string, number>>;
  readonly latency: readonly LatencyBucket[];
  readonly source: {
    readonly kind: string;
    readonly isAttached: boolean;
    readonly driftPpm?: number;
    readonly silentMs: number;
  } | null;
  readonly uplink: {
    readonly isConnected: boolean;
    readonly acknowledgementLagMs: number;
    readonly reconnects: number;
    readonly receivedBytes: number;
    readonly isNarrow: boolean;
  } | null;
  readonly loudness: {
    readonly momentaryLufs?: number;
    readonly shortTermLufs?: number;
    readonly integratedLufs?: number;
    readonly peakDbfs?: number;
  } | null;
  readonly peaks: readonly number[];
  readonly encoderLagMs: number | null;
  readonly window: {
    readonly partsPerSegment: number;
    readonly segments: readonly { readonly msn: number; readonly parts: number }[];
  } | null;
  readonly nowPlaying: { readonly title: string; readonly artist: string | null } | null;
}

/** Something that happened to a station (openapi.yaml: StationEvent). */
export interface StationEvent {
  readonly type: string;
  readonly station: string;
  readonly atMs: number;
  readonly source: string | null;
}

/** How many listened at one moment, by station. */
export interface ListenerPoint {
  readonly atMs: number;
  readonly listeners: Readonly<Record<string, number>>;
}

/** A stream key that was made; `key` only when it has just been. */
export interface StreamKey {
  readonly id: string;
  readonly label: string;
  readonly station: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly key?: string;
}
