import type { Feed } from '@ringcast/segmenter';
import type { SoundFormat } from '../decode/pcm-stage.ts';
import type { Placement } from '../journal/journal-record.ts';
import type { Block } from '../wire/block.ts';
import { bytesPerFrameOf } from '../wire/pcm-format.ts';
import { Intake, type IntakeOptions, type StageStart } from './intake.ts';
import type { Epoch, SampleRun } from './sample-ledger.ts';

/** What an airing needs. */
export interface AiringOptions extends Pick<IntakeOptions, 'onTaken' | 'onEnded' | 'onFailed'> {
  readonly feed: Feed;
  readonly ffmpegPath: string;
  /** The format of the first sample that is expected. */
  readonly epoch: Epoch;
  /** The session's number of the first sample that goes on air; earlier ones are left out. */
  readonly startSample: number;
  /** Called when a row of samples begins, and when the station moves it: which sample lies where. */
  readonly onPlaced: (placement: Placement) => void;
}

/** What the samples that come are: PCM of an epoch, or what stands in for it. */
interface Row {
  readonly epoch: number;
  readonly kind: Block['kind'];
}

/**
 * The live side of a session: puts what comes on air, every sample once and in order. What is missing is silence,
 * and what comes too late is left out; the journal has it.
 */
export class Airing {
  readonly #options: AiringOptions;
  #row: Row;
  #receivedSample: number;
  /** Undefined after a failure, until it is started again. */
  #intake: Intake | undefined;
  #start: StageStart | undefined;
  #isEnding = false;

  constructor(options: AiringOptions) {
    this.#options = options;
    this.#row = { epoch: options.epoch.epoch, kind: 'pcm' };
    this.#receivedSample = options.startSample;
    this.#intake = this.#openIntake(options.epoch.format, options.startSample);
    options.feed.onPlaced(() => this.#notePlacement());
  }

  get feed(): Feed {
    return this.#options.feed;
  }

  /** Every sample before this one was received, or is given up. */
  get receivedSample(): number {
    return this.#receivedSample;
  }

  /** Every sample before this one is in the feed. */
  get takenSample(): number {
    return this.#intake?.takenSample ?? this.#receivedSample;
  }

  /** Whether its end was asked for. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Whether so much is waiting that the client should send no more; see {@link room}. */
  get isFull(): boolean {
    return this.#intake?.isFull ?? false;
  }

  /** Resolves when it takes more. */
  async room(): Promise<void> {
    await this.#intake?.room();
  }

  /** Starts again after a failure, with the first sample that the feed does not have; otherwise does nothing. */
  restart({ epoch, format }: Epoch): void {
    if (this.#intake) return;
    this.#row = { epoch, kind: 'pcm' };
    this.#intake = this.#openIntake(format, this.#receivedSample);
  }

  /** Takes interleaved PCM of an epoch, from `startSample` on; what is late of it is left out. */
  takePcm({ epoch, format }: Epoch, startSample: number, pcm: Buffer): void {
    const bytesPerFrame = bytesPerFrameOf(format);
    const run = { epoch, startSample, samples: pcm.length / bytesPerFrame };
    const late = this.#admit(run, 'pcm', format);
    if (late !== undefined) this.#intake?.push({ type: 'pcm', pcm: pcm.subarray(late * bytesPerFrame) });
  }

  /** Takes what stands in for samples; one that begins late is left out. */
  takeStandIn({ format: { sampleRateHz } }: Epoch, block: Block): void {
    if (block.startSample < this.#receivedSample) return;
    const format: SoundFormat =
      block.kind === 'opus'
        ? { encoding: 'opus', sampleRateHz }
        : { encoding: 's16le', sampleRateHz, channels: 1 };
    this.#admit(block, block.kind, format);
    const { buffer, byteOffset, length } = block.payload;
    this.#intake?.push({ type: 'pcm', pcm: Buffer.from(buffer, byteOffset, length) });
  }

  /** Takes samples that were never captured. */
  takeGap(epoch: Epoch, run: SampleRun): void {
    const late = this.#admit(run, 'pcm', epoch.format);
    if (late !== undefined) this.#intake?.push({ type: 'gap', samples: run.samples - late });
  }

  /** Says when a sample was captured. */
  noteCapture(sample: number, atMs: number): void {
    this.#intake?.push({ type: 'clock', sample, atMs });
  }

  /** Ends the feed once it has everything; after a failure it does nothing, until it is started again. */
  end(): void {
    if (!this.#intake) return;
    this.#isEnding = true;
    this.#intake.push({ type: 'end' });
  }

  /** Lets what was received go into the feed, and takes nothing more. */
  async drain(): Promise<void> {
    await this.#intake?.drain();
  }

  /** Lets go of everything at once. */
  close(): void {
    this.#intake?.close();
  }

  /** Enters a run; returns how many of its samples are late, or undefined where all are. */
  #admit(run: SampleRun, kind: Block['kind'], format: SoundFormat): number | undefined {
    const end = run.startSample + run.samples;
    if (end <= this.#receivedSample) return undefined;
    const sample = Math.max(run.startSample, this.#receivedSample);
    const isSameRow = this.#row.epoch === run.epoch && this.#row.kind === kind;
    if (!isSameRow || sample > this.#receivedSample) this.#intake?.push({ type: 'begin', sample, format });
    this.#row = { epoch: run.epoch, kind };
    this.#receivedSample = end;
    return sample - run.startSample;
  }

  #openIntake(format: SoundFormat, startSample: number): Intake {
    const { feed, ffmpegPath, onTaken, onEnded, onFailed } = this.#options;
    return new Intake({
      feed,
      ffmpegPath,
      format,
      startSample,
      onTaken,
      onEnded,
      onBegun: (start) => {
        this.#start = start;
        this.#notePlacement();
      },
      onFailed: (error) => {
        this.#receivedSample = this.takenSample;
        this.#intake = undefined;
        this.#isEnding = false;
        onFailed(error);
      },
    });
  }

  #notePlacement(): void {
    const { position } = this.#options.feed;
    if (position === undefined || !this.#start) return;
    const { sample, feedSample, sampleRateHz } = this.#start;
    this.#options.onPlaced({ sample, position: position + feedSample, sampleRateHz });
  }
}
