import type { SenderState } from '../src/wire/sender-state.ts';
import type { SenderStats } from '../src/wire/sender-stats.ts';

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
  | { readonly type: 'go-live'; readonly station: string; readonly key: string; readonly session: string }
  | { readonly type: 'stop' }
  /** Ends without sending what waits. */
  | { readonly type: 'abandon' };

/** What the worker tells the page, some 25 times a second. */
export interface WorkerReport extends SenderStats {
  readonly state: SenderState;
  /** Until the next attempt; there while the connection is lost. */
  readonly retryInMs?: number;
  readonly uplinkBps: number;
  /** Of each channel since the last report, 1 is full scale; empty when no sound came. */
  readonly peaks: readonly number[];
  /** Since the open source last gave sound; undefined without a source. */
  readonly silentMs?: number;
  /** Of the source, once sound came. */
  readonly sampleRateHz?: number;
}
