import { isSameFormat, type PcmFormat } from '../wire/pcm-format.ts';
import { WireError } from '../wire/wire-error.ts';

/** A run of a session's samples that share a format. It ends where the next begins. */
export interface Epoch {
  /** Counted up at every change of format. */
  readonly epoch: number;
  readonly startSample: number;
  readonly format: PcmFormat;
}

/** Consecutive samples, as a block or a gap declares them. */
export interface SampleRun {
  readonly epoch: number;
  readonly startSample: number;
  readonly samples: number;
}

/** A run that may be taken, and what of it is new. */
export interface Admission {
  readonly epoch: Epoch;
  /** Whether the run is the first that is taken of its epoch. */
  readonly isFirst: boolean;
  /** Samples at the run's start that were taken before. */
  readonly repeatedSamples: number;
  /** One past the run's last sample. */
  readonly endSample: number;
}

/** Declared epochs whose samples are not all in the feed; a device does not change its format more often. */
const MAX_EPOCHS = 64;

/** Keeps a session's books: which sample is wanted next, and in which format it will come. */
export class SampleLedger {
  readonly #epochs: Epoch[];
  #active = 0;
  #nextSample: number;

  constructor(epoch: Epoch, nextSample: number) {
    this.#epochs = [epoch];
    this.#nextSample = nextSample;
  }

  /** Every sample before this one was taken. */
  get nextSample(): number {
    return this.#nextSample;
  }

  /** The epoch of the sample that was taken last. */
  get activeEpoch(): Epoch {
    return this.#at(this.#active);
  }

  /**
   * Declares an epoch; one that is known or over changes nothing.
   *
   * @throws WireError `bad-message` where it contradicts what was declared or taken before
   */
  declare(epoch: Epoch): void {
    const known = this.#epochs.find((other) => other.epoch === epoch.epoch);
    if (known) return checkSameEpoch(epoch, known);
    if (epoch.epoch < this.#at(0).epoch) return;
    const last = this.#at(this.#epochs.length - 1);
    const earliestStart = Math.max(last.startSample, this.#nextSample);
    if (epoch.epoch < last.epoch || epoch.startSample < earliestStart) {
      const expected = `follow epoch ${last.epoch} and begin at sample ${earliestStart} or later`;
      throw new WireError(
        'bad-message',
        `A new epoch must ${expected}; epoch ${epoch.epoch} at sample ${epoch.startSample} came.`,
      );
    }
    if (this.#epochs.length === MAX_EPOCHS) {
      throw new WireError('bad-message', `At most ${MAX_EPOCHS} epochs may wait for their samples.`);
    }
    this.#epochs.push(epoch);
  }

  /**
   * Examines a run; {@link take} then enters it. Undefined where all of it was taken before.
   *
   * @throws WireError `out-of-order` after a hole or for an epoch that was not declared; `bad-message` where the run
   * crosses the border of its epoch
   */
  examine(run: SampleRun): Admission | undefined {
    const end = run.startSample + run.samples;
    if (end <= this.#nextSample) return undefined;
    if (run.startSample > this.#nextSample) {
      throw new WireError(
        'out-of-order',
        `Sample ${this.#nextSample} is wanted next; ${run.startSample} came, so ` +
          `${run.startSample - this.#nextSample} samples are missing.`,
      );
    }
    const index = this.#indexOf(run);
    this.#checkBorders(run, index);
    return {
      epoch: this.#at(index),
      isFirst: index !== this.#active,
      repeatedSamples: this.#nextSample - run.startSample,
      endSample: end,
    };
  }

  /** Enters a run that was examined just now. */
  take({ epoch, endSample }: Admission): void {
    this.#active = this.#epochs.indexOf(epoch);
    this.#nextSample = endSample;
  }

  /**
   * The epoch a run is of, which need not follow what was taken.
   *
   * @throws WireError `out-of-order` for an epoch that was not declared; `bad-message` where the run crosses its border
   */
  epochOf(run: SampleRun): Epoch {
    const index = this.#indexOf(run);
    this.#checkBorders(run, index);
    return this.#at(index);
  }

  /** Forgets epochs that ended before a sample. */
  forgetBefore(sample: number): void {
    while (this.#active > 0 && this.#at(1).startSample <= sample) {
      this.#epochs.shift();
      this.#active -= 1;
    }
  }

  /** Goes back: the samples from this one on are wanted again. */
  rewind(sample: number): void {
    this.#nextSample = sample;
    const index = this.#epochs.findIndex((_, candidate) => this.#endOf(candidate) > sample);
    this.#active = Math.min(index, this.#active);
  }

  #indexOf(run: SampleRun): number {
    const index = this.#epochs.findIndex((known) => known.epoch === run.epoch);
    if (index >= this.#active) return index;
    const expected = this.#epochs.slice(this.#active).map((known) => known.epoch);
    throw new WireError(
      'out-of-order',
      `Sample ${run.startSample} must be of epoch ${expected.join(' or ')}, which were declared; it is of ${run.epoch}.`,
    );
  }

  #checkBorders(run: SampleRun, index: number): void {
    const start = this.#at(index).startSample;
    const end = this.#endOf(index);
    if (run.startSample >= start && run.startSample + run.samples <= end) return;
    throw new WireError(
      'bad-message',
      `Epoch ${run.epoch} holds the samples from ${start} to before ${end}; ` +
        `${run.samples} from ${run.startSample} on came.`,
    );
  }

  #endOf(index: number): number {
    return this.#epochs[index + 1]?.startSample ?? Number.MAX_SAFE_INTEGER;
  }

  #at(index: number): Epoch {
    return this.#epochs[index] as Epoch;
  }
}

function checkSameEpoch(epoch: Epoch, known: Epoch): void {
  if (epoch.startSample === known.startSample && isSameFormat(epoch.format, known.format)) return;
  throw new WireError(
    'bad-message',
    `Epoch ${epoch.epoch} was declared as ${described(known)}; now as ${described(epoch)}.`,
  );
}

function described({ startSample, format }: Epoch): string {
  return `${format.channels} × ${format.encoding} at ${format.sampleRateHz} Hz from sample ${startSample} on`;
}
