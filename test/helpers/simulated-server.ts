import { decodeBlock } from '../../packages/ingest/src/wire/block.ts';
import { wireErrorCodeOf } from '../../packages/ingest/src/wire/close-code.ts';
import type {
  ClientMessage,
  Hello,
  NoticeCode,
  ServerMessage,
} from '../../packages/ingest/src/wire/message.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';

/** A run of samples as the server took them. */
export type Taken =
  | { readonly kind: 'pcm'; readonly format: PcmFormat; readonly startSample: number; readonly pcm: Buffer }
  | { readonly kind: 'gap'; readonly startSample: number; readonly samples: number; readonly reason: string };

/** A stand-in that went on air. */
export interface TakenStandIn {
  readonly kind: 'opus' | 'mono';
  readonly startSample: number;
  readonly samples: number;
  readonly payload: Buffer;
  readonly atMs: number;
}

/** What a server connection can do to its client. */
export interface ServerSide {
  sendText(text: string): void;
  close(closeCode: number): void;
}

/** A session of ringcast.v1 as a server keeps it: strict, so that a sender that strays from the protocol fails. */
export class SimulatedSession {
  readonly taken: Taken[] = [];
  readonly clocks: { sample: number; capturedAtMs: number; arrivedAtMs: number }[] = [];
  readonly hellos: Hello[] = [];
  readonly stops: number[] = [];
  readonly standIns: TakenStandIn[] = [];
  /** PCM before it has come. */
  nextSample = 0;
  /** Everything before it is on air, or was passed over. */
  liveSample = 0;
  /** While it is a number, nothing from it on can be written to the disk. */
  diskFullFrom: number | undefined;
  blockMs = 20;
  /** The newest samples that are not acknowledged, as a resampler holds them back. */
  heldBackSamples = 0;
  /** When set, hellos are answered by this error. */
  refusal: { closeCode: number; message: string } | undefined;
  /** While true nothing is acknowledged. */
  isMute = false;
  inFlightMs = 1_500;
  /** Largest duration on its way that was seen. */
  greatestInFlightMs = 0;
  #formats = new Map<number, { startSample: number; format: PcmFormat }>();
  #acknowledged = 0;
  #acknowledgedSum = 0;
  #stopAt: number | undefined;
  #side: ServerSide | undefined;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** All PCM that was taken, one sample after the other; gaps as zeros of the format before. */
  get pcm(): Buffer {
    return Buffer.concat(
      this.taken.map((run) => (run.kind === 'pcm' ? run.pcm : Buffer.alloc(run.samples * 4))),
    );
  }

  /** All PCM that was taken, without the gaps. */
  get capturedPcm(): Buffer {
    return Buffer.concat(this.taken.flatMap((run) => (run.kind === 'pcm' ? [run.pcm] : [])));
  }

  /** Goes back to an earlier sample of the run it took last. */
  goBackTo(sample: number): void {
    const last = this.taken.findLastIndex((run) => run.startSample < sample);
    const run = this.taken[last];
    if (run?.kind !== 'pcm') throw new Error(`Sample ${sample} does not follow PCM.`);
    this.taken.splice(last, this.taken.length, {
      ...run,
      pcm: run.pcm.subarray(0, (sample - run.startSample) * 4),
    });
    this.nextSample = sample;
    this.liveSample = sample;
  }

  /** What a restarted server without a memory does. */
  forget(): void {
    this.taken.length = 0;
    this.nextSample = Number.NaN;
    this.liveSample = 0;
    this.#formats = new Map();
  }

  /** A new connection; it takes the place of the one before. */
  connect(side: ServerSide): void {
    this.#side = side;
  }

  handleText(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    if (message.type === 'hello') this.#handleHello(message);
    else if (message.type === 'time') {
      this.#say({ type: 'time', clientTimeMs: message.clientTimeMs, serverTimeMs: this.#nowMs() });
    } else if (message.type === 'format') this.#declare(message.epoch, message.startSample, message.format);
    else if (message.type === 'gap') this.#takeGap(message.startSample, message.samples, message.reason);
    else if (message.type === 'clock') this.clocks.push({ ...message, arrivedAtMs: this.#nowMs() });
    else this.#handleStop(message.endSample);
  }

  handleBlock(frame: Uint8Array): void {
    const block = decodeBlock(frame);
    const { epoch, startSample, samples, payload } = block;
    const declared = this.#formats.get(epoch);
    if (declared === undefined) throw new Error(`Epoch ${epoch} was not declared before its first block.`);
    if (block.kind !== 'pcm') return this.#takeStandIn({ ...block, kind: block.kind });
    if (startSample > this.nextSample) {
      throw new Error(`A block begins at ${startSample}, after the expected ${this.nextSample}.`);
    }
    const frameBytes = payload.length / samples;
    const skipped = this.nextSample - startSample;
    if (skipped >= samples) return;
    const pcm = Buffer.from(payload.subarray(skipped * frameBytes));
    this.taken.push({ kind: 'pcm', format: declared.format, startSample: this.nextSample, pcm });
    this.nextSample = startSample + samples;
    this.liveSample = Math.max(this.liveSample, this.nextSample);
    this.#noteProgress();
    const inFlight = this.nextSample - this.#acknowledged;
    this.greatestInFlightMs = Math.max(
      this.greatestInFlightMs,
      (inFlight * 1_000) / declared.format.sampleRateHz,
    );
  }

  acknowledge(): void {
    const keptBefore = Math.max(0, this.keptBefore - this.heldBackSamples);
    const liveSample = Math.max(0, this.liveSample - this.heldBackSamples);
    if (this.isMute || this.#side === undefined) return;
    if (keptBefore + liveSample === this.#acknowledgedSum) return;
    this.#acknowledgedSum = keptBefore + liveSample;
    this.#acknowledged = this.nextSample;
    this.#say({ type: 'ack', nextSample: keptBefore, liveSample });
  }

  /** PCM before it is on the disk. */
  get keptBefore(): number {
    return Math.min(this.nextSample, this.diskFullFrom ?? this.nextSample);
  }

  /** Tells the broadcaster something. */
  notify(code: NoticeCode, message: string): void {
    this.#say({ type: 'notice', code, message });
  }

  /** Sends an error and closes, as a server does. */
  refuse(closeCode: number, message: string): void {
    const code = wireErrorCodeOf(closeCode);
    if (code !== undefined) this.#say({ type: 'error', code, message });
    this.#side?.close(closeCode);
    this.#side = undefined;
  }

  disconnect(): void {
    this.#side = undefined;
  }

  #handleHello(hello: Hello): void {
    this.hellos.push(hello);
    if (this.refusal !== undefined) return this.refuse(this.refusal.closeCode, this.refusal.message);
    this.#declare(hello.epoch, hello.startSample, hello.format);
    if (Number.isNaN(this.nextSample)) this.nextSample = hello.keptFromSample ?? hello.startSample;
    this.#acknowledged = this.nextSample;
    this.#stopAt = undefined;
    this.liveSample = Math.max(this.liveSample, this.nextSample);
    this.#say({
      type: 'welcome',
      nextSample: this.keptBefore,
      serverTimeMs: this.#nowMs(),
      liveSample: this.liveSample,
      acknowledgeEveryMs: 250,
      blockMs: this.blockMs,
      inFlightMs: this.inFlightMs,
    });
  }

  #declare(epoch: number, startSample: number, format: PcmFormat): void {
    const known = this.#formats.get(epoch);
    if (known !== undefined && known.startSample !== startSample) {
      throw new Error(`Epoch ${epoch} was declared twice, at ${known.startSample} and ${startSample}.`);
    }
    this.#formats.set(epoch, { startSample, format });
  }

  #takeGap(startSample: number, samples: number, reason: string): void {
    if (startSample > this.nextSample) throw new Error(`A gap begins after ${this.nextSample}.`);
    const rest = startSample + samples - this.nextSample;
    if (rest <= 0) return;
    this.taken.push({ kind: 'gap', startSample: this.nextSample, samples: rest, reason });
    this.nextSample += rest;
    this.liveSample = Math.max(this.liveSample, this.nextSample);
    this.#noteProgress();
  }

  #takeStandIn(block: Omit<TakenStandIn, 'payload' | 'atMs'> & { payload: Uint8Array }): void {
    if (block.startSample < this.liveSample) return;
    this.standIns.push({ ...block, payload: Buffer.from(block.payload), atMs: this.#nowMs() });
    this.liveSample = block.startSample + block.samples;
    this.#noteProgress();
  }

  #handleStop(endSample: number): void {
    if (endSample < this.nextSample) {
      throw new Error(`Stop at ${endSample}, but ${this.nextSample} arrived.`);
    }
    this.stops.push(endSample);
    this.#stopAt = endSample;
    this.#noteProgress();
  }

  #noteProgress(): void {
    if (this.#stopAt === undefined || this.keptBefore < this.#stopAt) return;
    this.#stopAt = undefined;
    this.#say({ type: 'stopped', nextSample: this.nextSample });
    this.#side?.close(1_000);
    this.#side = undefined;
  }

  #say(message: ServerMessage): void {
    this.#side?.sendText(JSON.stringify(message));
  }
}
