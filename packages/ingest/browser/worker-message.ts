import type { SenderState } from '../src/wire/sender-state.ts';
import type { SenderStats } from '../src/wire/sender-stats.ts';
import type { DeckReport } from './deck/deck-feed.ts';
import type { ChannelSettings } from './mixing/channel-settings.ts';
import type { CheckRecording } from './mixing/check-recorder.ts';
import type { MixReport } from './mixing/mix-meter.ts';
import type { MissingSound } from './uplink/broadcast.ts';
import type { KeptSound } from './uplink/kept-broadcasts.ts';

/** A live source's sound on its way to the worker. */
export type CaptureSource =
  | {
      readonly kind: 'stream';
      /** Of a MediaStreamTrackProcessor; transferred. */
      readonly readable: ReadableStream<AudioData>;
      /** `performance.timeOrigin` of the page. */
      readonly timeOriginMs: number;
    }
  | {
      readonly kind: 'port';
      /** To the capture worklet; transferred. */
      readonly port: MessagePort;
      readonly sampleRateHz: number;
      readonly latencyMs: number;
    };

/** What the page wants of the sound. Sources have names of the page's choice. */
export type SoundOrder =
  | { readonly type: 'open-source'; readonly id: string; readonly source: CaptureSource }
  /** A live source is lost or was let go. */
  | { readonly type: 'close-source'; readonly id: string }
  /** What was chosen for every source there is. */
  | { readonly type: 'set-mix'; readonly channels: Readonly<Record<string, ChannelSettings>> }
  /** Decoded sound of files comes by this port; transferred. */
  | { readonly type: 'open-deck'; readonly id: string; readonly port: MessagePort }
  | { readonly type: 'close-deck'; readonly id: string }
  | { readonly type: 'play-deck'; readonly id: string; readonly isPlaying: boolean }
  | { readonly type: 'skip-track'; readonly id: string }
  /** Whether the broadcaster wants to hear a deck. */
  | { readonly type: 'hear-deck'; readonly id: string; readonly isHeard: boolean }
  /** Records a few seconds for the broadcaster alone. */
  | { readonly type: 'record-check' };

/** What the page wants of the broadcast. */
export type BroadcastOrder =
  | { readonly type: 'go-live'; readonly key: string; readonly session: string }
  | { readonly type: 'stop' }
  /** Watches for sound of the station's broadcasts that was kept here and not sent. Comes once, first. */
  | { readonly type: 'look-for-kept'; readonly station: string }
  | { readonly type: 'send-kept'; readonly session: string; readonly key: string }
  | { readonly type: 'discard-kept'; readonly session: string }
  /** The page may be left: what is not sent must outlive it. */
  | { readonly type: 'keep-all' }
  /** Ends without sending what waits; it is kept. */
  | { readonly type: 'abandon' };

/** What the page tells the worker. */
export type PageMessage =
  | { readonly to: 'sound'; readonly order: SoundOrder }
  | { readonly to: 'broadcast'; readonly order: BroadcastOrder };

/** What the worker tells the page. */
export type WorkerMessage =
  /** Some 25 times a second. */
  | { readonly type: 'report'; readonly report: WorkerReport }
  /** For the broadcaster's ears. */
  | ({ readonly type: 'deck-sound' } & CheckRecording)
  | ({ readonly type: 'check-recorded' } & CheckRecording);

/** What is seen of one source. */
export interface SourceReport {
  /** Of each channel since the last report, 1 is full scale; empty when no sound came. */
  readonly peaks: readonly number[];
  /** Since a live source last gave sound. */
  readonly silentMs?: number;
  /** Of a live source, once sound came. */
  readonly sampleRateHz?: number;
  readonly deck?: DeckReport;
}

/** What is seen of the sound. */
export interface SoundReport {
  readonly mix: MixReport;
  /** Of the mix, once sound came. */
  readonly sampleRateHz?: number;
  readonly sources: Readonly<Record<string, SourceReport>>;
  /** How much of a private check is still to be recorded; there while it is. */
  readonly checkLeftMs?: number;
}

/** What is seen of the broadcast. */
export interface BroadcastReport extends SenderStats {
  readonly state: SenderState;
  readonly uplinkBps: number;
  /** Sound of another broadcast that is kept here and not sent. */
  readonly kept?: KeptSound;
  /** Whether the rest of an earlier broadcast is being sent, and nothing captured. */
  readonly isSendingKept: boolean;
  /** A hole in what was captured, of late. */
  readonly missing?: MissingSound;
}

/** How everything is. */
export interface WorkerReport extends BroadcastReport, SoundReport {
  /** Until the next attempt; there while the connection is lost. */
  readonly retryInMs?: number;
}
