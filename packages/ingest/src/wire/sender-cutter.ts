import { BLOCK_HEADER_BYTES, encodeBlock, MAX_BLOCK_BYTES } from './block.ts';
import { bytesPerFrameOf, isSameFormat, type PcmFormat } from './pcm-format.ts';
import type { BacklogEntry, FormatEpoch } from './sender-backlog.ts';

/** Before the server has said what suits it. */
const DEFAULT_BLOCK_MS = 20;
const BLOCK_RANGE_MS = { min: 5, max: 200 } as const;
const MAX_EPOCH = 65_535;

/** Where the numbering goes on. */
export interface CutterStart {
  /** The formats so far, without a hole from the first that matters; at least one. */
  readonly epochs: readonly FormatEpoch[];
  /** One past the last sample. */
  readonly endSample: number;
}

/**
 * Numbers samples in capture order and cuts them into blocks. A format counts as a new epoch with its
 * first sample, so that no epoch is empty but possibly the first.
 */
export class BlockCutter {
  readonly #emit: (entry: BacklogEntry) => void;
  readonly #epochs: FormatEpoch[];
  #nextFormat: PcmFormat;
  #endSample: number;
  #blockMs = DEFAULT_BLOCK_MS;
  #pending: Uint8Array;
  #pendingSamples = 0;
  #pendingAtMs: number | undefined;

  /**
   * @param start the format of sample 0, or where the numbering goes on
   * @param emit takes each run of samples, in order
   */
  constructor(start: PcmFormat | CutterStart, emit: (entry: BacklogEntry) => void) {
    this.#emit = emit;
    const isNew = 'encoding' in start;
    this.#epochs = isNew ? [{ epoch: 0, startSample: 0, format: start }] : [...start.epochs];
    this.#endSample = isNew ? 0 : start.endSample;
    this.#nextFormat = this.current.format;
    this.#pending = this.#makePending();
  }

  /** Samples numbered so far, gaps included. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Duration of what waits to become a block. */
  get pendingMs(): number {
    return this.#durationMs(this.#pendingSamples);
  }

  /** The epoch of the newest sample. */
  get current(): FormatEpoch {
    return this.#epochs.at(-1) as FormatEpoch;
  }

  /** The format of an epoch, by its number. */
  epochOf(epoch: number): FormatEpoch {
    return this.#epochs.find((known) => known.epoch === epoch) as FormatEpoch;
  }

  /** How long blocks are from the next one on; default 20 ms. Shorter where the longest frame demands it. */
  changeBlockMs(blockMs: number): void {
    this.#blockMs = Math.max(BLOCK_RANGE_MS.min, Math.min(BLOCK_RANGE_MS.max, blockMs));
    if (this.#pendingSamples === 0) this.#pending = this.#makePending();
  }

  /** Duration of the samples before `sample`, whatever their formats. */
  durationMsBefore(sample: number): number {
    return this.#epochs.reduce((totalMs, { startSample, format }, index) => {
      const endSample = Math.min(sample, this.#epochs[index + 1]?.startSample ?? sample);
      return totalMs + (Math.max(0, endSample - startSample) * 1_000) / format.sampleRateHz;
    }, 0);
  }

  /**
   * Takes whole interleaved frames; the bytes are copied.
   *
   * @param capturedAtMs when the first of them was captured, where that is known
   */
  capture(pcm: Uint8Array, capturedAtMs?: number): void {
    this.#beginEpoch();
    const frameBytes = bytesPerFrameOf(this.current.format);
    const samples = pcm.length / frameBytes;
    if (!Number.isInteger(samples)) {
      throw new RangeError(`PCM must be whole frames of ${frameBytes} bytes; ${pcm.length} bytes came.`);
    }
    for (let taken = 0; taken < samples; ) {
      if (this.#pendingSamples === 0 && capturedAtMs !== undefined) {
        this.#pendingAtMs = capturedAtMs + this.#durationMs(taken);
      }
      const blockSamples = this.#pending.length / frameBytes;
      const count = Math.min(samples - taken, blockSamples - this.#pendingSamples);
      const bytes = pcm.subarray(taken * frameBytes, (taken + count) * frameBytes);
      this.#pending.set(bytes, this.#pendingSamples * frameBytes);
      this.#pendingSamples += count;
      this.#endSample += count;
      taken += count;
      if (this.#pendingSamples === blockSamples) this.flush();
    }
  }

  /** Numbers samples that were never captured. */
  skip(samples: number, reason: string): void {
    if (samples < 1) return;
    this.flush();
    this.#beginEpoch();
    const startSample = this.#endSample;
    this.#endSample += samples;
    const durationMs = this.#durationMs(samples);
    this.#emit({
      kind: 'gap',
      epoch: this.current,
      startSample,
      samples,
      durationMs,
      reason,
      isOverflow: false,
    });
  }

  /** Samples from here on are in another format. The same format changes nothing. */
  changeFormat(format: PcmFormat): void {
    this.#nextFormat = format;
  }

  /** Samples before this one were numbered by another cutter; nothing may be pending. */
  goOnFrom(sample: number): void {
    this.#endSample = sample;
  }

  /** Makes a block of what is pending, however short. */
  flush(): void {
    if (this.#pendingSamples === 0) return;
    const samples = this.#pendingSamples;
    const startSample = this.#endSample - samples;
    const { epoch, format } = this.current;
    const payload = this.#pending.subarray(0, samples * bytesPerFrameOf(format));
    const frame = encodeBlock({ kind: 'pcm', epoch, startSample, samples, payload });
    const durationMs = this.#durationMs(samples);
    const capturedAtMs = this.#pendingAtMs;
    this.#pendingSamples = 0;
    this.#pendingAtMs = undefined;
    this.#pending = this.#makePending();
    this.#emit({ kind: 'block', epoch: this.current, startSample, samples, durationMs, frame, capturedAtMs });
  }

  #beginEpoch(): void {
    const { epoch, format } = this.current;
    if (isSameFormat(this.#nextFormat, format)) return;
    if (epoch === MAX_EPOCH)
      throw new RangeError(`A session has at most ${MAX_EPOCH + 1} changes of format.`);
    this.flush();
    this.#epochs.push({ epoch: epoch + 1, startSample: this.#endSample, format: this.#nextFormat });
    this.#pending = this.#makePending();
  }

  #durationMs(samples: number): number {
    return (samples * 1_000) / this.current.format.sampleRateHz;
  }

  /** The one there is, where its length is right. */
  #makePending(): Uint8Array {
    const { format } = this.current;
    const frameBytes = bytesPerFrameOf(format);
    const most = Math.floor((MAX_BLOCK_BYTES - BLOCK_HEADER_BYTES) / frameBytes);
    const samples = Math.min(most, Math.floor((format.sampleRateHz * this.#blockMs) / 1_000));
    const bytes = samples * frameBytes;
    return this.#pending?.length === bytes ? this.#pending : new Uint8Array(bytes);
  }
}
