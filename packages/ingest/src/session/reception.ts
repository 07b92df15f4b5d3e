import type { Feed, Logger } from '@ringcast/segmenter';
import { checkFinite } from '../decode/finite-check.ts';
import { type Block, checkPayload, decodeBlock } from '../wire/block.ts';
import type { Gap } from '../wire/message.ts';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { WireError } from '../wire/wire-error.ts';
import { Intake, type IntakeItem, type IntakeOptions } from './intake.ts';
import { type Admission, type Epoch, SampleLedger, type SampleRun } from './sample-ledger.ts';

/** What a reception needs. */
export interface ReceptionOptions extends Pick<IntakeOptions, 'onTaken' | 'onEnded' | 'onFailed'> {
  readonly station: string;
  readonly feed: Feed;
  readonly ffmpegPath: string;
  readonly logger: Logger;
  /** The first epoch, and the first sample that is wanted. */
  readonly epoch: Epoch;
  readonly startSample: number;
}

const MAX_GAP_SECONDS = 60;

/** What arrives of a session's samples: checked, freed from repetitions, in order into the feed. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #ledger: SampleLedger;
  /** Undefined after a failure, until it is started again. */
  #intake: Intake | undefined;
  #isEnding = false;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#ledger = new SampleLedger(options.epoch, options.startSample);
  }

  /** Every sample before this one was received. */
  get nextSample(): number {
    return this.#ledger.nextSample;
  }

  /** Every sample before this one is in the feed. */
  get takenSample(): number {
    return this.#intake?.takenSample ?? this.#ledger.nextSample;
  }

  /** Whether so much is waiting that the client should send no more; see {@link room}. */
  get isFull(): boolean {
    return this.#intake?.isFull ?? false;
  }

  /** Resolves when it takes more. */
  async room(): Promise<void> {
    await this.#intake?.room();
  }

  /** Starts, also again after a failure; otherwise does nothing. */
  start(): void {
    const { feed, ffmpegPath, onTaken, onEnded, onFailed } = this.#options;
    this.#intake ??= new Intake({
      feed,
      ffmpegPath,
      format: this.#ledger.activeEpoch.format,
      startSample: this.#ledger.nextSample,
      onTaken: () => {
        this.#ledger.forgetBefore(this.takenSample);
        onTaken();
      },
      onEnded,
      onFailed: (error) => {
        this.#ledger.rewind(this.takenSample);
        this.#intake = undefined;
        this.#isEnding = false;
        onFailed(error);
      },
    });
  }

  /** Declares an epoch. @throws WireError `bad-message` where it contradicts what is known */
  declare({ epoch, startSample, format }: Epoch): void {
    this.#ledger.declare({ epoch, startSample, format });
  }

  /** Takes a block, as a binary frame. @throws WireError where it breaks the protocol */
  takeBlock(frame: Uint8Array): void {
    const block = decodeBlock(frame);
    const admission = this.#ledger.examine(block);
    if (!admission) return;
    const { format } = admission.epoch;
    checkBlock(block, format);
    const pcm = block.payload.subarray(admission.repeatedSamples * bytesPerFrameOf(format));
    this.#take(admission, { type: 'pcm', pcm: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.length) });
  }

  /** Takes a gap. @throws WireError where it breaks the protocol */
  takeGap(gap: Gap): void {
    const admission = this.#ledger.examine(gap);
    if (!admission) return;
    checkGap(gap, admission.epoch.format);
    const samples = gap.samples - admission.repeatedSamples;
    const { station, logger } = this.#options;
    logger.warn({ station, samples, reason: gap.reason }, 'the broadcaster declared a gap');
    this.#take(admission, { type: 'gap', samples });
  }

  /** Says when a sample was captured. */
  noteCapture(sample: number, atMs: number): void {
    this.#intake?.push({ type: 'clock', sample, atMs });
  }

  /** Ends the feed once it has everything. */
  end(): void {
    this.#isEnding = true;
    this.#intake?.push({ type: 'end' });
  }

  /** Lets what was received go into the feed, and takes nothing more. */
  async drain(): Promise<void> {
    await this.#intake?.drain();
  }

  /** Lets go of everything at once. */
  close(): void {
    this.#intake?.close();
  }

  #take(admission: Admission, item: IntakeItem): void {
    if (this.#isEnding) {
      const message = `Nothing may follow a stop; samples up to ${admission.endSample} came.`;
      throw new WireError('bad-message', message);
    }
    this.#ledger.take(admission);
    if (admission.isFirst) this.#intake?.push({ type: 'format', format: admission.epoch.format });
    this.#intake?.push(item);
  }
}

function checkBlock(block: Block, format: PcmFormat): void {
  checkPayload(block, format);
  if (format.encoding !== 'f32le') return;
  checkFinite(block.payload, { sample: block.startSample, channels: format.channels });
}

function checkGap({ samples }: SampleRun, format: PcmFormat): void {
  const maxSamples = MAX_GAP_SECONDS * format.sampleRateHz;
  if (samples <= maxSamples) return;
  const expected = `at most ${maxSamples} samples, ${MAX_GAP_SECONDS} s`;
  throw new WireError('bad-message', `A gap may have ${expected}; ${samples} came.`);
}
