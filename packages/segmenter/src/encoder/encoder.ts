import { durationOf, retimeFragment } from '../fmp4/fragment.ts';
import type { Fmp4Piece } from '../fmp4/fragment-splitter.ts';
import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, type Grid } from '../grid.ts';
import type { Logger } from '../logger.ts';
import type { Rendition } from '../rendition.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { PcmHistory } from '../timeline/pcm-history.ts';
import { EncoderRun } from './encoder-run.ts';
import { FfmpegError } from './ffmpeg-process.ts';

/** PCM kept for an encoder that has to take over, and the most an encoder may lag before it is replaced. */
const HISTORY_SAMPLES = 30 * SAMPLE_RATE_HZ;
const MAX_BACKLOG_BYTES = 8 * SAMPLE_RATE_HZ * BYTES_PER_SAMPLE;
const FIRST_RESTART_DELAY_MS = 50;
const MAX_RESTART_DELAY_MS = 2_000;
/** A broadcast that is ending does not wait for an encoder that cannot run. */
const MAX_FAILURES_WHILE_ENDING = 3;

/** The same part in every rendition. */
export interface EncodedPart {
  /** Absolute number of the part's first sample; also its tfdt. */
  readonly startSample: number;
  /** moof + mdat by rendition, in the order of the options. */
  readonly fragments: readonly Buffer[];
}

/** What an encoder needs. */
export interface EncoderOptions {
  readonly ffmpegPath: string;
  readonly renditions: readonly Rendition[];
  readonly grid: Grid;
  /** Absolute number of the first sample; a multiple of the grid's part. */
  readonly startSample: number;
  readonly logger: Logger;
  /** What must be over before the first ffmpeg starts: the end of the broadcast before. */
  readonly after: Promise<unknown>;
  /** Called once, when every rendition's initialization section is known. */
  readonly onInits: (inits: readonly Buffer[]) => void;
  /** Called with every part, in order, once all renditions have it. */
  readonly onPart: (part: EncodedPart) => void;
}

/**
 * Turns a station's PCM into parts, sample by sample, whatever happens to ffmpeg: when a run dies, a new one takes
 * over from the first part that is missing, primed with the PCM before it. Every run begins with one part of
 * priming whose fragment is thrown away, so that encoder start-up never reaches a listener.
 */
export class Encoder {
  readonly #options: EncoderOptions;
  readonly #history: PcmHistory;
  #queues: Buffer[][];
  #inits: (Buffer | undefined)[];
  #nextPartSample: number;
  #run: EncoderRun | undefined;
  #state: 'encoding' | 'ending' | 'closed' = 'encoding';
  #wake: (() => void) | undefined;
  readonly #drained: Promise<void>;

  constructor(options: EncoderOptions) {
    this.#options = options;
    this.#nextPartSample = options.startSample;
    this.#history = new PcmHistory({ capacitySamples: HISTORY_SAMPLES, startSample: options.startSample });
    this.#queues = options.renditions.map(() => []);
    this.#inits = options.renditions.map(() => undefined);
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
    if (this.#run.backlogBytes > MAX_BACKLOG_BYTES) this.#run.kill();
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

  /** Drops what is not encoded yet and ends ffmpeg. Safe to call again. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#run?.kill();
    this.#wake?.();
    await this.#drained;
  }

  async #superviseRuns(): Promise<void> {
    await this.#options.after;
    let delayMs = 0;
    let failures = 0;
    while (!this.#isDone()) {
      const partBefore = this.#nextPartSample;
      try {
        await this.#runOnce();
      } catch (cause) {
        if (this.#isDone()) return;
        const hasWorked = this.#nextPartSample > partBefore;
        failures = hasWorked ? 0 : failures + 1;
        delayMs = hasWorked ? 0 : Math.min(MAX_RESTART_DELAY_MS, delayMs * 2 || FIRST_RESTART_DELAY_MS);
        this.#report(cause, delayMs);
        if (this.#state === 'ending' && failures >= MAX_FAILURES_WHILE_ENDING) return;
        if (delayMs > 0) await this.#pause(delayMs);
      }
    }
  }

  /** Whether nothing is left to encode: closed, or ending with every whole part handed on. */
  #isDone(): boolean {
    if (this.#state === 'closed') return true;
    const isWhole = this.#nextPartSample + this.#options.grid.partSamples > this.#history.endSample;
    return this.#state === 'ending' && isWhole;
  }

  async #runOnce(): Promise<void> {
    const { ffmpegPath, renditions, grid } = this.#options;
    const runStart = this.#nextPartSample;
    const fragmentCounts = renditions.map(() => 0);
    this.#queues = renditions.map(() => []);
    const run = await EncoderRun.start({
      ffmpegPath,
      renditions,
      grid,
      onPiece: (index, piece) => {
        if (piece.kind === 'init') this.#takeInit(index, piece.bytes);
        else
          this.#takeFragment(index, piece, runStart + ((fragmentCounts[index] ?? 0) - 1) * grid.partSamples);
        if (piece.kind === 'fragment') fragmentCounts[index] = (fragmentCounts[index] ?? 0) + 1;
      },
    });
    this.#run = run;
    run.write(this.#history.readFrom(runStart - grid.partSamples));
    if (this.#state !== 'encoding') this.#endRun(run);
    if (this.#state === 'closed') run.kill();
    try {
      await run.finished;
    } finally {
      this.#run = undefined;
    }
    if (!this.#isDone()) throw new SegmenterError('encoder-failed', 'ffmpeg ended before its input did.');
  }

  /** AAC's last frame counts short, so a part of silence that nobody hears follows the last one that counts. */
  #endRun(run: EncoderRun): void {
    run.write(Buffer.alloc(this.#options.grid.partSamples * BYTES_PER_SAMPLE));
    run.end();
  }

  #takeInit(index: number, bytes: Buffer): void {
    const known = this.#inits[index];
    if (known && !known.equals(bytes)) {
      const rendition = this.#options.renditions[index]?.name;
      this.#options.logger.error({ rendition }, 'a restarted ffmpeg describes its stream differently');
    }
    if (known) return;
    this.#inits[index] = bytes;
    if (this.#inits.every((init) => init !== undefined)) this.#options.onInits(this.#inits);
  }

  #takeFragment(index: number, { bytes }: Fmp4Piece, startSample: number): void {
    const { partSamples } = this.#options.grid;
    const isPriming = startSample < this.#nextPartSample;
    // The encoder's flush at its end may add a shorter fragment; everything written is in whole parts before it.
    if (isPriming || durationOf(bytes) !== partSamples) return;
    const queue = this.#queues[index] ?? [];
    const expected = this.#nextPartSample + queue.length * partSamples;
    if (startSample !== expected) {
      throw new SegmenterError('bad-fragment', `A part at sample ${startSample} came; expected ${expected}.`);
    }
    retimeFragment(bytes, { baseMediaDecodeTime: startSample, sequenceNumber: startSample / partSamples });
    queue.push(bytes);
    this.#handOnWholeParts();
  }

  #handOnWholeParts(): void {
    while (this.#state !== 'closed' && this.#queues.every((queue) => queue.length > 0)) {
      const startSample = this.#nextPartSample;
      if (startSample + this.#options.grid.partSamples > this.#history.endSample) return;
      const fragments = this.#queues.flatMap((queue) => queue.shift() ?? []);
      this.#nextPartSample += this.#options.grid.partSamples;
      this.#options.onPart({ startSample, fragments });
    }
  }

  #report(cause: unknown, delayMs: number): void {
    const stderr = cause instanceof FfmpegError ? cause.stderrTail : undefined;
    const error = cause instanceof Error ? cause.message : String(cause);
    const sample = this.#nextPartSample;
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
