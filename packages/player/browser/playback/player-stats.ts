import type { ServerClock } from '../station/server-clock.ts';
import type { Engine } from './engine.ts';
import type { SoundLog } from './sound-log.ts';

/** Figures of the player for scripts and measurements; null where there is none at the moment. */
export interface PlayerStats {
  /** From the microphone to the sound: the server's time now less the capture time of the sample at the playhead. */
  readonly micToEarMs: number | null;
  /** What `micToEarMs` is held at. */
  readonly targetLatencyMs: number | null;
  /** Sound left to play without a pause. */
  readonly bufferedMs: number;
  /** Nominal rate of the rendition being played. */
  readonly bitrateBps: number | null;
  /** Name of the rendition being played: `aac-96`, `flac`. */
  readonly rendition: string | null;
  /** Times the sound stopped for want of data since the page was opened. */
  readonly stallCount: number;
  /** Time without sound in these. */
  readonly stalledMs: number;
}

/** Where the figures come from. */
export interface StatsSource {
  /** Undefined while nothing plays. */
  readonly engine: Engine | undefined;
  readonly sound: SoundLog;
  /** The server's clock; undefined where there is none, and this machine's has to do. */
  readonly clock: ServerClock | undefined;
}

/** The figures of this moment. */
export function readStats({ engine, sound, clock }: StatsSource): PlayerStats {
  const nowMs = clock === undefined ? Date.now() : clock.nowMs();
  const { playingDateMs, edgeLatencyMs, targetEdgeLatencyMs, playing } = engine ?? {};
  const micToEarMs = nowMs === undefined || playingDateMs === undefined ? null : nowMs - playingDateMs;
  const aimMs =
    edgeLatencyMs === undefined || targetEdgeLatencyMs === undefined
      ? null
      : targetEdgeLatencyMs - edgeLatencyMs;
  return {
    micToEarMs,
    targetLatencyMs: micToEarMs === null || aimMs === null ? null : micToEarMs + aimMs,
    bufferedMs: engine?.bufferedMs ?? 0,
    bitrateBps: playing?.bitrateBps ?? null,
    rendition: playing?.name ?? null,
    stallCount: sound.stallCount,
    stalledMs: sound.stalledMs,
  };
}
