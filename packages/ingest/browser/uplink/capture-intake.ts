import type { CaptureSource } from '../worker-message.ts';
import { readAudioData } from './audio-data-reader.ts';
import { type CapturedBatch, type CaptureReader, steadyNowMs } from './captured-batch.ts';
import { type Continued, Continuity, type ContinuityOptions } from '../../src/wire/capture-continuity.ts';
import { readWorklet } from './worklet-reader.ts';

/** Time stamps of the browser's audio process tell 10 ms; arrivals from a worklet wait for busy threads. */
const STREAM_CONTINUITY: ContinuityOptions = { toleranceMs: 7.5, certainAfterMs: 150 };
const PORT_CONTINUITY: ContinuityOptions = { toleranceMs: 300, certainAfterMs: 600 };

/** Who takes the sound that goes on air. */
export interface CaptureSink {
  capture(batch: CapturedBatch, capturedAtMs: number): void;
  skip(durationMs: number, sampleRateHz: number): void;
  /** No more sound until another source is opened. */
  noteSourceLost(atMs: number, sampleRateHz: number): void;
}

/** Who takes the sound of one source. */
export interface IntakeSink {
  push(batch: CapturedBatch, capturedAtMs: number): void;
  skip(durationMs: number, nowMs: number): void;
  /** No more sound until the source is opened again. */
  close(nowMs: number): void;
}

/** One live source, and its sound in an unbroken row. */
export class CaptureIntake {
  readonly #sink: IntakeSink;
  #reader: CaptureReader | undefined;
  #continuity: Continuity<CapturedBatch> | undefined;
  #heardAtMs = 0;
  #sampleRateHz: number | undefined;

  constructor(sink: IntakeSink) {
    this.#sink = sink;
  }

  /** Since the open source last gave sound; undefined without a source. */
  get silentMs(): number | undefined {
    return this.#reader === undefined ? undefined : steadyNowMs() - this.#heardAtMs;
  }

  /** Of the source, once sound came. */
  get sampleRateHz(): number | undefined {
    return this.#sampleRateHz;
  }

  open(source: CaptureSource): void {
    this.close();
    this.#heardAtMs = steadyNowMs();
    const onBatch = (batch: CapturedBatch): void => this.#handleBatch(batch);
    const isStream = source.kind === 'stream';
    this.#continuity = new Continuity(isStream ? STREAM_CONTINUITY : PORT_CONTINUITY);
    this.#reader = isStream
      ? readAudioData({ ...source, onBatch, onEnd: () => this.close() })
      : readWorklet({ ...source, onBatch });
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
    this.#pass(this.#continuity?.flush() ?? []);
    this.#continuity = undefined;
    this.#sampleRateHz = undefined;
    this.#sink.close(steadyNowMs());
  }

  #handleBatch(batch: CapturedBatch): void {
    this.#heardAtMs = steadyNowMs();
    this.#sampleRateHz = batch.sampleRateHz;
    this.#pass(this.#continuity?.push(batch) ?? []);
  }

  #pass(pieces: readonly Continued<CapturedBatch>[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'batch') this.#sink.push(piece.batch, piece.capturedAtMs);
      else this.#sink.skip(piece.durationMs, steadyNowMs());
    }
  }
}
