import type { CaptureSource } from '../worker-message.ts';
import { readAudioData } from './audio-data-reader.ts';
import { type CapturedBatch, type CaptureReader, steadyNowMs } from './captured-batch.ts';
import { type Continued, Continuity, type ContinuityOptions } from '../../src/wire/capture-continuity.ts';
import { PeakLevel } from './level.ts';
import { readWorklet } from './worklet-reader.ts';

/** Time stamps of the browser's audio process tell 10 ms; arrivals from a worklet wait for busy threads. */
const STREAM_CONTINUITY: ContinuityOptions = { toleranceMs: 7.5, certainAfterMs: 150 };
const PORT_CONTINUITY: ContinuityOptions = { toleranceMs: 300, certainAfterMs: 600 };

/** Who takes the sound. */
export interface CaptureSink {
  capture(batch: CapturedBatch, capturedAtMs: number): void;
  skip(durationMs: number, sampleRateHz: number): void;
  /** No more sound until another source is opened. */
  noteSourceLost(atMs: number, sampleRateHz: number): void;
}

/** The one microphone that is open, with its level, and its sound in an unbroken row. */
export class CaptureIntake {
  readonly #sink: CaptureSink;
  readonly #level = new PeakLevel();
  #reader: CaptureReader | undefined;
  #continuity: Continuity<CapturedBatch> | undefined;
  #heardAtMs = 0;
  #last: { endMs: number; sampleRateHz: number } | undefined;

  constructor(sink: CaptureSink) {
    this.#sink = sink;
  }

  /** Since the open source last gave sound; undefined without a source. */
  get silentMs(): number | undefined {
    return this.#reader === undefined ? undefined : steadyNowMs() - this.#heardAtMs;
  }

  /** Of the source, once sound came. */
  get sampleRateHz(): number | undefined {
    return this.#last?.sampleRateHz;
  }

  takePeaks(): number[] {
    return this.#level.take();
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
    if (this.#last !== undefined) this.#sink.noteSourceLost(this.#last.endMs, this.#last.sampleRateHz);
    this.#last = undefined;
  }

  #handleBatch(batch: CapturedBatch): void {
    this.#heardAtMs = steadyNowMs();
    this.#level.add(batch.planes);
    this.#pass(this.#continuity?.push(batch) ?? []);
  }

  #pass(pieces: readonly Continued<CapturedBatch>[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'batch') {
        const { sampleRateHz, durationMs } = piece.batch;
        this.#sink.capture(piece.batch, piece.capturedAtMs);
        this.#last = { endMs: piece.capturedAtMs + durationMs, sampleRateHz };
      } else if (this.#last !== undefined) {
        this.#sink.skip(piece.durationMs, this.#last.sampleRateHz);
      }
    }
  }
}
