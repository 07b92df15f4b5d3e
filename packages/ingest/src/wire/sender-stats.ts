import type { Notice } from './message.ts';
import type { Backlog } from './sender-backlog.ts';
import type { BlockCutter } from './sender-cutter.ts';
import type { UplinkMode } from './sender-mode.ts';

/** What a sender has done so far; samples are counted across reconnects and formats. */
export interface SenderStats {
  /** Gaps included. */
  readonly capturedSamples: number;
  readonly acknowledgedSamples: number;
  /** Duration of everything that is safe on the server, gaps included. */
  readonly acknowledgedMs: number;
  /** Duration of everything that the station has or passed over, gaps included. */
  readonly onAirMs: number;
  /** Duration of the sound that is kept because it is not acknowledged. */
  readonly unacknowledgedMs: number;
  /** How much of it is not sent. */
  readonly waitingMs: number;
  /** How much of it lies in a file; see {@link Backlog.spilledMs}. */
  readonly spilledMs: number;
  /** How much more can be kept before something is given up. */
  readonly roomMs: number;
  /** Samples that were given up because too much was waiting. */
  readonly lostSamples: number;
  readonly mode: UplinkMode['name'];
  /** The server's last, until it takes it back or the connection is lost. */
  readonly notice?: Notice;
}

/** Before anything is captured. */
export const NOTHING_SENT: SenderStats = {
  capturedSamples: 0,
  acknowledgedSamples: 0,
  acknowledgedMs: 0,
  onAirMs: 0,
  unacknowledgedMs: 0,
  waitingMs: 0,
  spilledMs: 0,
  roomMs: 0,
  lostSamples: 0,
  mode: 'lossless',
};

/** What {@link statsOf} is made of. */
export interface StatsSource {
  readonly cutter: BlockCutter;
  readonly backlog: Backlog;
  readonly acknowledged: number;
  readonly liveSample: number;
  /** Undefined without a connection. */
  readonly nextToSend: number | undefined;
  readonly mode: UplinkMode['name'];
  readonly notice: Notice | undefined;
}

/** Counts what a sender has. */
export function statsOf(source: StatsSource): SenderStats {
  const { cutter, backlog, acknowledged, liveSample, nextToSend, mode, notice } = source;
  const unacknowledgedMs = backlog.blockMs + cutter.pendingMs;
  const sentBefore = Math.max(nextToSend ?? 0, acknowledged);
  const unsentMs = cutter.durationMsBefore(cutter.endSample) - cutter.durationMsBefore(sentBefore);
  return {
    capturedSamples: cutter.endSample,
    acknowledgedSamples: acknowledged,
    acknowledgedMs: cutter.durationMsBefore(acknowledged),
    onAirMs: cutter.durationMsBefore(Math.max(liveSample, acknowledged)),
    unacknowledgedMs,
    waitingMs: Math.min(unacknowledgedMs, unsentMs),
    spilledMs: backlog.spilledMs,
    roomMs: backlog.roomMs,
    lostSamples: backlog.lostSamples,
    mode,
    ...(notice !== undefined && { notice }),
  };
}
