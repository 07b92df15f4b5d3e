import type { Fmp4Piece } from '../fmp4/fragment-splitter.ts';
import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../grid.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { PcmHistory } from '../timeline/pcm-history.ts';
import { EncoderRun } from './encoder-run.ts';
import { FfmpegError } from './ffmpeg-process.ts';
import { PartAssembler, type PartAssemblerOptions } from './part-assembler.ts';

/** PCM kept for an ffmpeg that has to take over. */
const HISTORY_SAMPLES = 30 * SAMPLE_RATE_HZ;
/** An ffmpeg that comes to lag so much more than it did at its start is replaced. */
const MAX_ADDED_LAG_SAMPLES = 8 * SAMPLE_RATE_HZ;
/** While a broadcast ends, an ffmpeg that gives no part for this long is replaced. */
const MAX_SILENT_MS = 1_500;
const FIRST_RESTART_DELAY_MS = 50;
const MAX_RESTART_DELAY_MS = 2_000;
/** A broadcast that is ending does not wait for an encoder that cannot run. */
const MAX_FAILURES_WHILE_ENDING = 3;

/** What an encoder needs. */
export interface EncoderOptions extends Omit<PartAssemblerOptions, 'endSample'> {
  readonly ffmpegPath: string;
  /** What must be over before the first ffmpeg starts: the end of the broadcast before. */
  readonly after: Promise<unknown>;
  /**
   * Called at most once, when no ffmpeg could be kept running for so long that PCM is gone; nothing comes after it.
   * The error's code is `encoder-failed`.
   */
  readonly onFailed: (error: SegmenterError) => void;
}

/**
 * Turns a station's PCM into parts, sample by sample, whatever happens to ffmpeg: when a run dies, a new one takes
 * over from the first part that is missing, primed with the PCM before it. Every run begins with one part of
 * priming whose fragment is thrown away, so that encoder start-up never reaches a listener.
 */
export class Encoder {
  readonly #options: EncoderOptions;
  readonly #history: PcmHistory;
  readonly #parts: PartAssembler;
  #run: EncoderRun | undefined;
  /** How far the present ffmpeg may lag behind the PCM. */
  #maxLagSamples = 0;
  #silenceTimer: NodeJS.Timeout | undefined;
  #state: 'encoding' | 'ending' | 'failed' = 'encoding';
  #wake: (() => void) | undefined;
  readonly #drained: Promise<void>;

  constructor(options: EncoderOptions) {
    this.#options = options;
    this.#history = new PcmHistory({ capacitySamples: HISTORY_SAMPLES, startSample: options.startSample });
    this.#parts = new PartAssembler({
      ...options,
      endSample: () => this.#history.endSample,
      onPart: (part) => {
        this.#silenceTimer?.refresh();
        options.onPart(part);
      },
    });
    this.#drained = this.#superviseRuns();
  }

  /** The process id of the present ffmpeg. */
  get pid(): number | undefined {
    return this.#run?.pid;
  }

  /** Takes the samples that follow. The buffer is kept; do not write to it afterwards. */
  write(pcm: Buffer): void {
    if (this.#state !== 'encoding') return;
    this.#history.append(pcm);
    if (!this.#run) return;
    this.#run.write(pcm);
    if (this.#lagSamples > this.#maxLagSamples) this.#run.kill();
  }

  /** Resolves when every whole part of what was written has been handed on. */
  end(): Promise<void> {
    if (this.#state === 'encoding') {
      this.#state = 'ending';
      if (this.#run) this.#endRun(this.#run);
      this.#wake?.();
    }
    return this.#drained;
  }

  get #lagSamples(): number {
    return this.#history.endSample - this.#parts.nextPartSample;
  }

  async #superviseRuns(): Promise<void> {
    await this.#options.after;
    let delayMs = 0;
    let failures = 0;
    let lastCause: unknown;
    while (!this.#isDone()) {
      if (this.#parts.nextPartSample < this.#history.startSample) return this.#giveUp(lastCause);
      const partBefore = this.#parts.nextPartSample;
      try {
        await this.#runOnce();
      } catch (cause) {
        if (this.#isDone()) return;
        lastCause = cause;
        const hasWorked = this.#parts.nextPartSample > partBefore;
        failures = hasWorked ? 0 : failures + 1;
        delayMs = hasWorked ? 0 : Math.min(MAX_RESTART_DELAY_MS, delayMs * 2 || FIRST_RESTART_DELAY_MS);
        this.#report(cause, delayMs);
        if (this.#state === 'ending' && failures >= MAX_FAILURES_WHILE_ENDING) return;
        if (delayMs > 0) await this.#pause(delayMs);
      }
    }
  }

  /** Whether it is ending, and every whole part is handed on. */
  #isDone(): boolean {
    return this.#state === 'ending' && this.#lagSamples < this.#options.grid.partSamples;
  }

  async #runOnce(): Promise<void> {
    const { ffmpegPath, renditions, grid } = this.#options;
    const runStart = this.#parts.nextPartSample - grid.partSamples;
    this.#parts.beginRun(runStart);
    const onPiece = (index: number, piece: Fmp4Piece) => this.#parts.take(index, piece);
    const run = await EncoderRun.start({ ffmpegPath, renditions, grid, onPiece });
    this.#run = run;
    this.#maxLagSamples = this.#lagSamples + MAX_ADDED_LAG_SAMPLES;
    run.write(this.#history.readFrom(runStart));
    if (this.#state !== 'encoding') this.#endRun(run);
    try {
      await run.finished;
    } finally {
      this.#run = undefined;
      clearTimeout(this.#silenceTimer);
      this.#silenceTimer = undefined;
    }
    if (!this.#isDone()) throw new SegmenterError('encoder-failed', 'ffmpeg ended before its input did.');
  }

  /** AAC's last frame counts short, so a part of silence that nobody hears follows the last one that counts. */
  #endRun(run: EncoderRun): void {
    run.write(Buffer.alloc(this.#options.grid.partSamples * BYTES_PER_SAMPLE));
    run.end();
    this.#silenceTimer = setTimeout(() => run.kill(), MAX_SILENT_MS);
  }

  /** A broadcast that is ending ends without what cannot be encoded. */
  #giveUp(cause: unknown): void {
    if (this.#state === 'ending') return;
    this.#state = 'failed';
    const why = cause instanceof Error ? cause.message : 'it was never started';
    const seconds = HISTORY_SAMPLES / SAMPLE_RATE_HZ;
    const message = `No ffmpeg could take the sound of the last ${seconds} s: ${why}`;
    this.#options.onFailed(new SegmenterError('encoder-failed', message, { cause }));
  }

  #report(cause: unknown, delayMs: number): void {
    const stderr = cause instanceof FfmpegError ? cause.stderrTail : undefined;
    const error = cause instanceof Error ? cause.message : String(cause);
    const sample = this.#parts.nextPartSample;
    this.#options.logger.error(
      { error, stderr, sample, delayMs },
      'the encoder failed; a new one takes over',
    );
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
