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
