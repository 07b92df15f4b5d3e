import type { Logger } from '@ringcast/segmenter';
import { crc32 } from 'node:zlib';
import { checkFinite } from '../decode/finite-check.ts';
import { type Block, checkPayload, decodeBlock } from '../wire/block.ts';
import type { Gap } from '../wire/message.ts';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Airing } from './airing.ts';
import { CaptureHorizon } from './capture-horizon.ts';
import { type Admission, type Epoch, SampleLedger, type SampleRun } from './sample-ledger.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionStore } from './session-store.ts';

/** What a reception needs. */
export interface ReceptionOptions {
  readonly station: string;
  readonly logger: Logger;
  readonly store: SessionStore;
  readonly clock: SessionClock;
  /** The epoch of the first sample that is wanted. */
  readonly epoch: Epoch;
  readonly startSample: number;
  /** The live side for samples up to `endSample`; undefined where nothing of the session is to go on air. */
  readonly airingFor: (endSample: number) => Airing | undefined;
}

const MAX_GAP_SECONDS = 60;
const OPUS_PACKETS_PER_SECOND = 50;
/** How long a connection counts as narrow after a stand-in. */
const NARROW_FOR_MS = 5_000;

/** What arrives of a session's samples: checked, freed from repetitions, into the journal and on air. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #ledger: SampleLedger;
  readonly #horizon = new CaptureHorizon();
  /** Number of the epoch the journal is in. */
  #keptEpoch: number;
  /** One past the last sample of the session, once that is known. */
  #endSample = Number.MAX_SAFE_INTEGER;
  #receivedBytes = 0;
  #standInAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#ledger = new SampleLedger(options.epoch, options.startSample);
    this.#keptEpoch = options.epoch.epoch;
  }

  /** Every sample before this one was received as PCM, or as a gap. */
  get nextSample(): number {
    return this.#ledger.nextSample;
  }

  /** Blocks that have come, in bytes. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Whether stand-ins came of late. */
  get isNarrow(): boolean {
    return this.#options.clock.nowMs() - this.#standInAtMs < NARROW_FOR_MS;
  }

  /** The epoch of the PCM that came last. */
  get activeEpoch(): Epoch {
    return this.#ledger.activeEpoch;
  }

  /** Declares an epoch. @throws WireError `bad-message` where it contradicts what is known */
  declare({ epoch, startSample, format }: Epoch): void {
    this.#ledger.declare({ epoch, startSample, format });
  }

  /** The client that is there has captured the samples up to this one. */
  noteCaptured(endSample: number): void {
    this.#horizon.note(Math.max(endSample, this.nextSample), this.#options.clock.nowMs());
  }

  /** Takes a block, as a binary frame. @throws WireError where it breaks the protocol */
  takeBlock(frame: Uint8Array): void {
    const block = decodeBlock(frame, crc32);
    this.#receivedBytes += frame.length;
    if (block.kind !== 'pcm') return this.#takeStandIn(block);
    const admission = this.#ledger.examine(block);
    if (!admission) return;
    const { epoch } = admission;
    checkBlock(block, epoch.format);
    const airing = this.#enter(admission);
    if (this.#isNewToStore(admission)) this.#options.store.append({ type: 'block', frame });
    const pcm = block.payload.subarray(admission.repeatedSamples * bytesPerFrameOf(epoch.format));
    const startSample = block.startSample + admission.repeatedSamples;
    airing?.takePcm(epoch, startSample, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.length));
  }

  /** Takes a gap. @throws WireError where it breaks the protocol */
  takeGap(gap: Gap): void {
    const admission = this.#ledger.examine(gap);
    if (!admission) return;
    checkGap(gap, admission.epoch.format);
    const startSample = gap.startSample + admission.repeatedSamples;
    const run = { epoch: gap.epoch, startSample, samples: admission.endSample - startSample };
    const { station, logger, store } = this.#options;
    logger.warn({ station, samples: run.samples, reason: gap.reason }, 'the broadcaster declared a gap');
    const airing = this.#enter(admission);
    if (this.#isNewToStore(admission)) store.append({ type: 'gap', ...run, reason: gap.reason });
    airing?.takeGap(admission.epoch, run);
  }

  /** Nothing comes after this sample. @throws WireError `bad-message` where more has come */
  endAt(endSample: number): void {
    if (endSample < this.nextSample) {
      throw new WireError(
        'bad-message',
        `Sample ${this.nextSample} is wanted next, so a stop must say ${this.nextSample} or more; ${endSample} came.`,
      );
    }
    this.#endSample = endSample;
  }

  /** Forgets the epochs of samples that will not come again. */
  forgetBefore(sample: number): void {
    this.#ledger.forgetBefore(Math.min(sample, this.nextSample));
  }

  /** The PCM from this sample on is wanted again, where it lies before what was received. */
  rewind(sample: number): void {
    if (sample < this.nextSample) this.#ledger.rewind(sample);
  }

  #takeStandIn(block: Block): void {
    const epoch = this.#ledger.epochOf(block);
    checkPayload(block, epoch.format);
    checkStandIn(block, epoch.format);
    const nowMs = this.#options.clock.nowMs();
    this.#horizon.check(block, { ...epoch.format, nowMs });
    const endSample = block.startSample + block.samples;
    this.#checkEnd(endSample);
    this.#horizon.note(endSample, nowMs);
    this.#standInAtMs = nowMs;
    this.#options.airingFor(endSample)?.takeStandIn(epoch, block);
  }

  #enter(admission: Admission): Airing | undefined {
    this.#checkEnd(admission.endSample);
    const airing = this.#options.airingFor(admission.endSample);
    this.#ledger.take(admission);
    this.noteCaptured(admission.endSample);
    return airing;
  }

  #checkEnd(endSample: number): void {
    if (endSample <= this.#endSample) return;
    const message = `Nothing may follow a stop at ${this.#endSample}; samples up to ${endSample} came.`;
    throw new WireError('bad-message', message);
  }

  /** What came again, after its decoder had failed, is in the journal already. */
  #isNewToStore({ epoch, endSample }: Admission): boolean {
    const { store } = this.#options;
    if (endSample <= store.appendedSample) return false;
    if (epoch.epoch !== this.#keptEpoch) store.append({ type: 'epoch', ...epoch });
    this.#keptEpoch = epoch.epoch;
    return true;
  }
}

function checkBlock(block: Block, format: PcmFormat): void {
  checkPayload(block, format);
  if (format.encoding !== 'f32le') return;
  checkFinite(block.payload, { sample: block.startSample, channels: format.channels });
}

function checkStandIn({ kind, startSample, samples }: Block, { sampleRateHz }: PcmFormat): void {
  if (kind !== 'opus' || samples * OPUS_PACKETS_PER_SECOND === sampleRateHz) return;
  const expected = `20 ms at a rate divisible by ${OPUS_PACKETS_PER_SECOND}`;
  throw new WireError(
    'bad-message',
    `An Opus packet must stand for ${expected}; the one at sample ${startSample} says ${samples} samples at ${sampleRateHz} Hz.`,
  );
}

function checkGap({ samples }: SampleRun, format: PcmFormat): void {
  const maxSamples = MAX_GAP_SECONDS * format.sampleRateHz;
  if (samples <= maxSamples) return;
  const expected = `at most ${maxSamples} samples, ${MAX_GAP_SECONDS} s`;
  throw new WireError('bad-message', `A gap may have ${expected}; ${samples} came.`);
}
