import type { Reception } from './reception.ts';

/** How a broadcaster's connection does, as metrics and the dashboard tell it. */
export interface UplinkState {
  /** Whether a client is connected. */
  readonly isConnected: boolean;
  /** Sound that has come and is not acknowledged, because the disk or the station does not have it yet, in ms. */
  readonly acknowledgementLagMs: number;
  /** Connections after the first. */
  readonly reconnects: number;
  /** Blocks that have come, in bytes. */
  readonly receivedBytes: number;
  /** Whether stand-ins came within the last 5 s: the connection is too narrow for PCM. */
  readonly isNarrow: boolean;
}

const MS_PER_SECOND = 1_000;

/** What is known of a session's connection. */
interface UplinkFacts {
  /** Every sample before it was acknowledged to the present client. */
  readonly acknowledgedSample: number;
  /** Whether a client is there, and how many connections there were. */
  readonly connections: { readonly isConnected: boolean; readonly count: number };
}

/** The state of a session's uplink, by what has come in. */
export function uplinkStateOf(
  { nextSample, receivedBytes, isNarrow, activeEpoch }: Reception,
  { acknowledgedSample, connections }: UplinkFacts,
): UplinkState {
  const lagSamples = nextSample - acknowledgedSample;
  return {
    isConnected: connections.isConnected,
    acknowledgementLagMs: (lagSamples / activeEpoch.format.sampleRateHz) * MS_PER_SECOND,
    reconnects: Math.max(0, connections.count - 1),
    receivedBytes,
    isNarrow,
  };
}
