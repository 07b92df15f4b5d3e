import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../grid.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { PcmHistory } from '../timeline/pcm-history.ts';
import { EncoderAttempt } from './encoder-attempt.ts';
import type { EncoderOptions } from './encoder-options.ts';
import { FailureRecord } from './failure-record.ts';
import { PartAssembler } from './part-assembler.ts';
import { LOOK_AHEAD_SAMPLES } from './pcm-batch.ts';
import { ProgressWatch } from './progress-watch.ts';

/** PCM kept for an ffmpeg that has to take over. */
const HISTORY_SAMPLES = 30 * SAMPLE_RATE_HZ;
/** An ffmpeg that comes to lag so much more than it did at its start is replaced while its PCM is still there. */
const MAX_ADDED_LAG_SAMPLES = 20 * SAMPLE_RATE_HZ;
/** Where one gives no part, another runs beside it; a third would only make the machine slower. */
const MAX_ATTEMPTS_AT_ONCE = 2;
/** A part of silence and a part of the PCM before. */
const PRIMING_PARTS = 2;
/** A broadcast that is ending does not wait for an encoder that cannot run. */
const MAX_FAILURES_WHILE_ENDING = 3;

/**
 * Turns a station's PCM into parts, sample by sample, whatever happens to ffmpeg: when a run dies, a new one takes
 * over from the first part that is missing, primed with the PCM before it. When one gives no part, another starts
 * beside it, and the first to have the part stays. The fragments of the priming are thrown away, so that encoder
 * start-up never reaches a listener.
 */
export class Encoder {
  readonly #options: EncoderOptions;
  readonly #history: PcmHistory;
  readonly #parts: PartAssembler;
  readonly #watch: ProgressWatch;
  /** Oldest first. */
  #attempts: EncoderAttempt[] = [];
  #state: 'waiting' | 'encoding' | 'ending' | 'done' = 'waiting';
  #isEndWanted = false;
  readonly #failures: FailureRecord;
  /** The attempt that gave the last part. */
  #lastFruitful: EncoderAttempt | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #onDone: () => void = () => {};
  readonly #drained: Promise<void>;

  constructor(options: EncoderOptions) {
    this.#options = options;
    this.#failures = new FailureRecord(options.logger);
    const startSample = options.primingSample ?? options.startSample;
    this.#history = new PcmHistory({ capacitySamples: HISTORY_SAMPLES, startSample });
    this.#parts = new PartAssembler({ ...options, endSample: () => this.#history.endSample });
    this.#watch = new ProgressWatch({
      maxLimitMs: options.holdMs,
      onOverdue: (overdueMs) => this.#onOverdue(overdueMs),
    });
    this.#drained = new Promise((resolve) => {
      this.#onDone = resolve;
    });
    void this.#begin();
  }

  /** The process id of the present ffmpeg. */
  get pid(): number | undefined {
    return this.#attempts[0]?.pid;
  }

  /** Samples that were written and are in no part yet. */
  get lagSamples(): number {
    return this.#history.endSample - this.#parts.nextPartSample;
  }

  /** Takes the samples that follow. */
  write(pcm: Buffer): void {
    if (this.#isEndWanted || this.#state === 'done') return;
    const kept = this.#history.append(pcm);
    for (const attempt of this.#attempts) {
      attempt.write(kept);
      if (attempt === this.#lastFruitful && this.lagSamples > attempt.maxLagSamples) attempt.kill();
    }
    this.#watch.setDue(this.#isPartDue);
  }

  /** Resolves when every whole part of what was written has been handed on. */
  end(): Promise<void> {
    this.#isEndWanted = true;
    if (this.#state === 'encoding') this.#beginEnding();
    return this.#drained;
  }

  /** What was written from a part before the first that is not handed on; it primes who goes on. */
  get rest(): { readonly startSample: number; readonly pcm: Buffer } {
    const startSample = this.#parts.nextPartSample - this.#options.grid.partSamples;
    return { startSample, pcm: this.#history.readFrom(startSample) };
  }

  /** Whether ffmpeg has all it needs for a part that has not come. */
  get #isPartDue(): boolean {
    const neededSamples = this.#state === 'ending' ? 0 : LOOK_AHEAD_SAMPLES;
    return this.#attempts.length > 0 && this.lagSamples >= this.#options.grid.partSamples + neededSamples;
  }

  async #begin(): Promise<void> {
    await this.#options.after;
    this.#state = 'encoding';
    if (this.#isEndWanted) this.#beginEnding();
    else this.#startAttempt();
  }

  #beginEnding(): void {
    this.#state = 'ending';
    if (this.#finishIfDone()) return;
    for (const attempt of this.#attempts) this.#endAttempt(attempt);
    if (this.#attempts.length === 0) this.#startAttempt();
  }

  #startAttempt(): void {
    clearTimeout(this.#restartTimer);
    if (this.#parts.nextPartSample < this.#history.startSample) return this.#giveUp();
    const lane = this.#parts.beginRun({
      startSample: this.#parts.nextPartSample - PRIMING_PARTS * this.#options.grid.partSamples,
      onProgress: () => this.#onProgress(attempt),
    });
    const attempt = new EncoderAttempt(
      {
        ...this.#options,
        onPiece: (index, piece) => {
          if (this.#attempts.includes(attempt)) lane.take(index, piece);
          this.#finishIfDone();
        },
        firstPcm: () => this.#primingFrom(lane.startSample),
        onEnded: (_, cause) => this.#onEnded(attempt, cause),
      },
      this.lagSamples + MAX_ADDED_LAG_SAMPLES,
    );
    this.#attempts.push(attempt);
    if (this.#state === 'ending') this.#endAttempt(attempt);
    this.#watch.noteStart();
    this.#watch.setDue(this.#isPartDue);
  }

  /** ffmpeg's AAC stays noisier where it begins in the midst of sound. */
  #primingFrom(startSample: number): Buffer {
    const pcm = this.#history.readFrom(startSample);
    return pcm.fill(0, 0, this.#options.grid.partSamples * BYTES_PER_SAMPLE);
  }

  /** AAC's last frame counts short, so a part of silence that nobody hears follows the last one that counts. */
  #endAttempt(attempt: EncoderAttempt): void {
    attempt.end(Buffer.alloc(this.#options.grid.partSamples * BYTES_PER_SAMPLE));
  }

  /** Who gives a part first stays; whoever runs beside it goes. */
  #onProgress(attempt: EncoderAttempt): void {
    this.#lastFruitful = attempt;
    this.#watch.noteProgress();
    if (this.#attempts[0] !== attempt) this.#note(new SegmenterError('encoder-failed', 'ffmpeg hung.'), true);
    for (const other of this.#attempts) if (other !== attempt) other.kill();
    this.#attempts = [attempt];
    // The next part may be due once this one is handed on.
    queueMicrotask(() => this.#watch.setDue(this.#isPartDue));
  }

  #onOverdue(overdueMs: number): void {
    const sample = this.#parts.nextPartSample;
    const message = 'ffmpeg gives no part; another one is started beside it';
    this.#options.logger.warn({ sample, overdueMs: Math.round(overdueMs) }, message);
    if (this.#attempts.length >= MAX_ATTEMPTS_AT_ONCE) this.#attempts.shift()?.kill();
    this.#startAttempt();
  }

  #onEnded(attempt: EncoderAttempt, cause: unknown): void {
    if (!this.#attempts.includes(attempt)) return;
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
    const error = cause ?? new SegmenterError('encoder-failed', 'ffmpeg ended before its input did.');
    const delayMs = this.#note(error, this.#lastFruitful === attempt);
    if (this.#attempts.length > 0) return;
    this.#watch.stop();
    if (this.#state === 'ending' && this.#failures.fruitless >= MAX_FAILURES_WHILE_ENDING) this.#finish();
    else if (delayMs === 0) this.#startAttempt();
    else this.#restartTimer = setTimeout(() => this.#startAttempt(), delayMs);
  }

  #note(cause: unknown, hasWorked: boolean): number {
    return this.#failures.note(cause, { hasWorked, sample: this.#parts.nextPartSample });
  }

  /** Done when it is ending, and every whole part is handed on. */
  #finishIfDone(): boolean {
    if (this.#state !== 'ending' || this.lagSamples >= this.#options.grid.partSamples) return false;
    this.#finish();
    return true;
  }

  #finish(): void {
    this.#state = 'done';
    this.#watch.stop();
    clearTimeout(this.#restartTimer);
    const attempts = this.#attempts;
    this.#attempts = [];
    for (const attempt of attempts) attempt.kill();
    void Promise.all(attempts.map(({ ended }) => ended)).then(() => this.#onDone());
  }

  /** A broadcast that is ending ends without what cannot be encoded. */
  #giveUp(): void {
    const isEnding = this.#state === 'ending';
    this.#finish();
    if (!isEnding) this.#options.onFailed(this.#failures.lossOf(HISTORY_SAMPLES / SAMPLE_RATE_HZ));
  }
}
