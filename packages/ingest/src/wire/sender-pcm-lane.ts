import type { Progress } from './message.ts';
import {
  type Backlog,
  type BacklogEntry,
  type BlockEntry,
  endOf,
  type GapEntry,
  restOfGap,
} from './sender-backlog.ts';
import type { ControlChannel } from './sender-control.ts';
import { InFlight, type InFlightLimit } from './sender-in-flight.ts';
import type { DeliveryRate } from './sender-delivery-rate.ts';
import type { SenderLink } from './sender-link.ts';

/** What a {@link PcmLane} needs of its conversation. */
export interface PcmLaneOptions {
  readonly link: Pick<SenderLink, 'sendBlock'>;
  readonly backlog: Backlog;
  readonly control: ControlChannel;
  readonly rate: DeliveryRate;
  readonly nowMs: () => number;
}

/** What a {@link PcmLane.pump} may do. */
export interface PcmAllowance {
  readonly limit: InFlightLimit;
  /** Entries that reach beyond this sample are not sent; undefined where all may. */
  readonly beforeSample?: number;
  /** Blocks that end up to here are acknowledged by the journal alone. */
  readonly backfillBefore: number;
}

const FORGOTTEN_REASON = 'acknowledged before, and no longer kept by the sender';

/** Sends the PCM of a backlog in order, and declares what is not there. */
export class PcmLane {
  readonly #options: PcmLaneOptions;
  readonly #inFlight: InFlight;
  #nextToSend = 0;

  constructor(options: PcmLaneOptions) {
    this.#options = options;
    this.#inFlight = new InFlight(options.rate, options.nowMs);
  }

  /** Every sample before it was sent, or need not be. */
  get nextToSend(): number {
    return this.#nextToSend;
  }

  begin(nextSample: number): void {
    this.#nextToSend = nextSample;
  }

  acknowledge(progress: Progress): void {
    this.#nextToSend = Math.max(this.#nextToSend, progress.nextSample);
    this.#inFlight.acknowledge(progress);
  }

  /** Sends what may be on its way at once. Returns whether it came as far as it may. */
  pump(allowance: PcmAllowance): boolean {
    const { beforeSample = Number.POSITIVE_INFINITY } = allowance;
    for (;;) {
      const entry = this.#options.backlog.entryAt(this.#nextToSend);
      if (entry === undefined || endOf(entry) > beforeSample) return true;
      if (!this.#hasRoomFor(entry, allowance.limit)) return false;
      this.#options.control.declareEpoch(entry.epoch.epoch);
      this.#declareForgotten(entry);
      if (entry.kind === 'gap') this.#sendGap(entry);
      else this.#sendBlock(entry, endOf(entry) <= allowance.backfillBefore);
      this.#nextToSend = endOf(entry);
    }
  }

  #hasRoomFor(entry: BacklogEntry, limit: InFlightLimit): boolean {
    if (entry.kind === 'gap') return true;
    return this.#inFlight.hasRoomFor(entry, limit);
  }

  /** A server that lost what it had acknowledged asks for samples that are no longer kept. */
  #declareForgotten({ epoch: { epoch }, startSample }: BacklogEntry): void {
    const samples = startSample - this.#nextToSend;
    if (samples <= 0) return;
    const gap = { epoch, startSample: this.#nextToSend, samples, reason: FORGOTTEN_REASON };
    this.#options.control.sayGap(gap);
  }

  #sendBlock(entry: BlockEntry, isBackfill: boolean): void {
    const { durationMs, frame, startSample, capturedAtMs } = entry;
    this.#options.link.sendBlock(frame);
    this.#inFlight.add({ endSample: endOf(entry), durationMs, bytes: frame.length, isBackfill });
    if (capturedAtMs !== undefined && !isBackfill) this.#options.control.sayClock(startSample, capturedAtMs);
  }

  #sendGap(entry: GapEntry): void {
    const rest = this.#nextToSend > entry.startSample ? restOfGap(entry, this.#nextToSend) : entry;
    this.#options.control.sayGap({ ...rest, epoch: rest.epoch.epoch });
    if (entry.isOverflow) this.#options.backlog.noteDeclared(endOf(entry));
  }
}
