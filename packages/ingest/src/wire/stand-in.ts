import type { Block } from './block.ts';
import type { PcmFormat } from './pcm-format.ts';

/** What stands in for a run of PCM on air. */
export interface StandInPacket {
  readonly kind: Exclude<Block['kind'], 'pcm'>;
  /** How many samples of the PCM it stands for; 20 ms of an Opus packet. */
  readonly samples: number;
  readonly payload: Uint8Array;
}

/** An unbroken row of PCM that is being encoded. */
export interface StandInRow {
  /** Takes whole interleaved frames. They are read before it returns. */
  push(pcm: Uint8Array): void;
  /** Ends it; no packet comes any more. Idempotent. */
  close(): void;
}

/** Where a row's packets go. */
export interface StandInEvents {
  /** Called with each packet, in order and without a hole, at once or later. */
  readonly onPacket: (packet: StandInPacket) => void;
  /** The encoder gave up. */
  readonly onFailed: () => void;
}

/** One way to make stand-ins; opens an encoder for a row. */
export type StandInLevel = (events: StandInEvents) => StandInRow;

/** Makes what goes on air in place of PCM while the uplink is too narrow for it. */
export interface StandInEncoder {
  /** The ways for a format, from the best to the narrowest; none where nothing narrower than its PCM can be made. */
  levelsOf(format: PcmFormat): readonly StandInLevel[];
}
