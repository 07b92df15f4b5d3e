import type { PcmFormat } from '../../src/wire/pcm-format.ts';
import { Sender } from '../../src/wire/sender.ts';
import type { SenderState } from '../../src/wire/sender-state.ts';
import { NOTHING_SENT, type SenderStats } from '../../src/wire/sender-stats.ts';
import { ByteRate } from './byte-rate.ts';
import { type CapturedBatch, steadyNowMs } from './captured-batch.ts';
import { PcmEncoder } from './pcm.ts';
import { SocketLink } from './socket-link.ts';
import { askWhyUnknown } from './station-check.ts';

/** What a {@link Broadcast} is told. */
export interface BroadcastOptions {
  readonly station: string;
  readonly key: string;
  readonly session: string;
}

/** A piece of the time that is captured. */
interface Expectation {
  /** When the next sample is due. */
  readonly atMs: number;
  readonly sampleRateHz: number;
}

const CLIENT = 'capture page';
/** While a microphone is lost, the silence is declared up to this long before the present. */
const LOST_DELAY_MS = 1_000;

/** One broadcast, from "go live" to its last acknowledged sample, whatever microphones it uses. */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #link: SocketLink;
  readonly #rate = new ByteRate();
  readonly #encoder = new PcmEncoder();
  #sender: Sender | undefined;
  #expected: Expectation | undefined;
  #endState: SenderState | undefined;
  #wasLive = false;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    const url = new URL(`/ingest/${options.station}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#link = new SocketLink(url.href, {
      onOpen: () => this.#sender?.handleOpen(),
      onText: (text) => this.#sender?.handleText(text),
      onClose: (closeCode) => this.#handleClose(closeCode),
    });
  }

  /** Before the first sound it is connecting already, as far as the broadcaster is concerned. */
  get state(): SenderState {
    return this.#endState ?? this.#sender?.state ?? { name: 'connecting' };
  }

  get stats(): SenderStats {
    return this.#sender?.stats ?? NOTHING_SENT;
  }

  /** Bits of samples that leave per second. Call it with every report. */
  measureUplinkBps(): number {
    return this.#rate.measure(this.#link.sentBytes, steadyNowMs());
  }

  /** Takes sound, and what is missing between it and the sound before. */
  capture(batch: CapturedBatch, capturedAtMs: number): void {
    if (this.#hasEnded) return;
    const format = formatOf(batch);
    this.#sender ??= this.#begin(format);
    if (this.#expected !== undefined) this.#skipUntil(capturedAtMs, 'the microphone changed');
    this.#expected = undefined;
    this.#sender.changeFormat(format);
    this.#sender.capture(this.#encoder.encode(batch.planes), capturedAtMs);
  }

  /** Declares sound that the microphone never gave. */
  skip(durationMs: number, sampleRateHz: number): void {
    this.#sender?.skip(Math.round((durationMs * sampleRateHz) / 1_000), 'the microphone dropped sound');
  }

  /** The microphone is gone; from `atMs` on nothing is captured until another one gives sound. */
  noteSourceLost(atMs: number, sampleRateHz: number): void {
    if (this.#sender !== undefined) this.#expected = { atMs, sampleRateHz };
  }

  stop(): void {
    if (this.#sender === undefined) this.#endState = { name: 'stopped' };
    this.#sender?.stop();
  }

  abandon(): void {
    this.#sender?.abandon();
    this.#endState ??= { name: 'stopped' };
  }

  retryNow(): void {
    this.#sender?.retryNow();
  }

  tick(): void {
    this.#skipUntil(steadyNowMs() - LOST_DELAY_MS, 'no microphone');
    this.#sender?.tick();
    if (this.#sender?.state.name === 'live') this.#wasLive = true;
  }

  get #hasEnded(): boolean {
    return ['stopping', 'stopped', 'refused'].includes(this.state.name);
  }

  #begin(format: PcmFormat): Sender {
    const { session, key } = this.#options;
    const sender = new Sender({
      session,
      key,
      client: CLIENT,
      start: format,
      link: this.#link,
      nowMs: steadyNowMs,
      random: Math.random,
    });
    sender.start();
    return sender;
  }

  #skipUntil(atMs: number, reason: string): void {
    if (this.#expected === undefined) return;
    const { atMs: dueAtMs, sampleRateHz } = this.#expected;
    const samples = Math.floor(((atMs - dueAtMs) * sampleRateHz) / 1_000);
    if (samples < 1) return;
    this.#sender?.skip(samples, reason);
    this.#expected = { atMs: dueAtMs + (samples * 1_000) / sampleRateHz, sampleRateHz };
  }

  #handleClose(closeCode: number): void {
    this.#sender?.handleClose(closeCode);
    if (!this.#wasLive) this.#checkStation().catch(() => undefined);
  }

  /** A browser is not told why a WebSocket did not open; whether the station exists can be asked. */
  async #checkStation(): Promise<void> {
    const message = await askWhyUnknown(this.#options.station);
    if (message !== undefined) this.#sender?.refuse({ code: 'unknown-station', message });
  }
}

function formatOf(batch: CapturedBatch): PcmFormat {
  return {
    encoding: 's16le',
    sampleRateHz: batch.sampleRateHz,
    channels: batch.planes.length,
  };
}
