import type { PcmFormat } from '../../src/wire/pcm-format.ts';
import { isEnd } from '../../src/wire/sender-delivery.ts';
import type { KeptFile } from '../../src/wire/sender-kept-file.ts';
import type { SenderState } from '../../src/wire/sender-state.ts';
import { NOTHING_SENT, type SenderStats } from '../../src/wire/sender-stats.ts';
import { type CapturedBatch, steadyNowMs } from './captured-batch.ts';
import { PageDelivery, type PageDeliveryOptions } from './page-delivery.ts';
import { PcmEncoder } from './pcm.ts';

/** What a {@link Broadcast} is told. */
export type BroadcastOptions = Omit<PageDeliveryOptions, 'start'>;

/** A piece of the time that is captured. */
interface Expectation {
  /** When the next sample is due. */
  readonly atMs: number;
  readonly sampleRateHz: number;
}

/** Why sound was not captured, as the server and the journal are told. */
const REASONS = {
  none: 'no microphone',
  dropped: 'the microphone dropped sound',
  changed: 'the microphone changed',
} as const;

/** Sound that was never captured, as the page tells it. */
export interface MissingSound {
  readonly durationMs: number;
  readonly reason: keyof typeof REASONS;
  /** When it ended, or was last seen to go on. */
  readonly untilMs: number;
}

/** How long a hole in what was captured is told of. */
const MISSING_TOLD_MS = 20_000;
/** While a microphone is lost, the silence is declared up to this long before the present. */
const LOST_DELAY_MS = 1_000;

/** One broadcast, from "go live" to its last acknowledged sample, whatever microphones it uses. */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #encoder = new PcmEncoder();
  #delivery: PageDelivery | undefined;
  #file: KeptFile | undefined;
  #expected: Expectation | undefined;
  #missing: MissingSound | undefined;
  #endState: SenderState | undefined;

  constructor(options: BroadcastOptions) {
    this.#options = options;
  }

  /** Sends the rest of a broadcast, which captures nothing. */
  static sendKept(options: BroadcastOptions, file: KeptFile): Broadcast {
    const broadcast = new Broadcast(options);
    broadcast.#delivery = new PageDelivery({ ...options, start: file });
    return broadcast;
  }

  /** Before the first sound it is connecting already, as far as the broadcaster is concerned. */
  get state(): SenderState {
    return this.#endState ?? this.#delivery?.sender.state ?? { name: 'connecting' };
  }

  get stats(): SenderStats {
    return this.#delivery?.sender.stats ?? NOTHING_SENT;
  }

  /** The last hole in what was captured; undefined where there was none of late. */
  get missing(): MissingSound | undefined {
    const isRecent = steadyNowMs() - (this.#missing?.untilMs ?? 0) < MISSING_TOLD_MS;
    return isRecent ? this.#missing : undefined;
  }

  /** Bits of samples that leave per second. Call it with every report. */
  measureUplinkBps(): number {
    return this.#delivery?.measureUplinkBps() ?? 0;
  }

  /** Keeps in this file what is not sent. */
  keepIn(file: KeptFile): void {
    if (this.#delivery !== undefined) this.#delivery.keepIn(file);
    else if (this.#endState !== undefined) file.remove().catch(() => undefined);
    else this.#file = file;
  }

  /** Takes sound, and what is missing between it and the sound before. */
  capture(batch: CapturedBatch, capturedAtMs: number): void {
    if (this.#hasEnded) return;
    const format = formatOf(batch);
    const { sender } = (this.#delivery ??= this.#begin(format));
    if (this.#expected !== undefined) this.#skipUntil(capturedAtMs, 'changed');
    this.#expected = undefined;
    sender.changeFormat(format);
    sender.capture(this.#encoder.encode(batch.planes), capturedAtMs);
  }

  /** Declares sound that the microphone never gave. */
  skip(durationMs: number, sampleRateHz: number): void {
    this.#missing = { durationMs, reason: 'dropped', untilMs: steadyNowMs() };
    this.#delivery?.sender.skip(Math.round((durationMs * sampleRateHz) / 1_000), REASONS.dropped);
  }

  /** The microphone is gone; from `atMs` on nothing is captured until another one gives sound. */
  noteSourceLost(atMs: number, sampleRateHz: number): void {
    if (this.#delivery === undefined) return;
    this.#expected = { atMs, sampleRateHz };
    this.#missing = undefined;
  }

  stop(): void {
    if (this.#delivery === undefined) this.#endUnheard();
    this.#delivery?.sender.stop();
  }

  /** Ends without sending what waits; it is kept. */
  abandon(): void {
    if (this.#delivery === undefined) this.#endUnheard();
    this.#delivery?.sender.abandon();
  }

  retryNow(): void {
    this.#delivery?.sender.retryNow();
  }

  /** The page may be left now. */
  keepAll(): void {
    this.#delivery?.keepAll();
  }

  tick(): void {
    if (!this.#hasEnded) this.#skipUntil(steadyNowMs() - LOST_DELAY_MS, 'none');
    this.#delivery?.tick();
  }

  get #hasEnded(): boolean {
    return this.state.name === 'stopping' || isEnd(this.state.name);
  }

  #begin(format: PcmFormat): PageDelivery {
    const delivery = new PageDelivery({ ...this.#options, start: format });
    if (this.#file !== undefined) delivery.keepIn(this.#file);
    return delivery;
  }

  /** Ends before any sound came. */
  #endUnheard(): void {
    this.#endState ??= { name: 'stopped' };
    this.#file?.remove().catch(() => undefined);
    this.#file = undefined;
  }

  #skipUntil(atMs: number, reason: MissingSound['reason']): void {
    if (this.#expected === undefined) return;
    const { atMs: dueAtMs, sampleRateHz } = this.#expected;
    const samples = Math.floor(((atMs - dueAtMs) * sampleRateHz) / 1_000);
    if (samples < 1) return;
    const durationMs = (samples * 1_000) / sampleRateHz;
    this.#delivery?.sender.skip(samples, REASONS[reason]);
    const missingMs = (this.#missing?.durationMs ?? 0) + durationMs;
    this.#missing = { durationMs: missingMs, reason, untilMs: steadyNowMs() };
    this.#expected = { atMs: dueAtMs + durationMs, sampleRateHz };
  }
}

function formatOf(batch: CapturedBatch): PcmFormat {
  return {
    encoding: 's16le',
    sampleRateHz: batch.sampleRateHz,
    channels: batch.planes.length,
  };
}
