import type { SenderState } from '../src/wire/sender-state.ts';
import type { SenderStats } from '../src/wire/sender-stats.ts';
import type { MissingSound } from './uplink/broadcast.ts';
import type { KeptSound } from './uplink/kept-broadcasts.ts';

/** A microphone's sound on its way to the worker. */
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

/** What the page tells the worker. */
export type PageMessage =
  | { readonly type: 'open-source'; readonly source: CaptureSource }
  /** The microphone is lost or was let go. */
  | { readonly type: 'close-source' }
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

/** What the worker tells the page, some 25 times a second. */
export interface WorkerReport extends SenderStats {
  readonly state: SenderState;
  /** Until the next attempt; there while the connection is lost. */
  readonly retryInMs?: number;
  readonly uplinkBps: number;
  /** Sound of another broadcast that is kept here and not sent. */
  readonly kept?: KeptSound;
  /** Whether the rest of an earlier broadcast is being sent, and nothing captured. */
  readonly isSendingKept: boolean;
  /** A hole in what was captured, of late. */
  readonly missing?: MissingSound;
  /** Of each channel since the last report, 1 is full scale; empty when no sound came. */
  readonly peaks: readonly number[];
  /** Since the open source last gave sound; undefined without a source. */
  readonly silentMs?: number;
  /** Of the source, once sound came. */
  readonly sampleRateHz?: number;
}
