import { BLOCK_HEADER_BYTES, encodeBlock } from './block.ts';
import type { Progress } from './message.ts';
import { bytesPerFrameOf } from './pcm-format.ts';
import {
  type Backlog,
  type BacklogEntry,
  type BlockEntry,
  endOf,
  type GapEntry,
  restOfGap,
} from './sender-backlog.ts';
import type { BackfillWindow } from './sender-backfill-window.ts';
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
  /** A block that is on its way for longer is held up, and nothing is sent behind it. */
  readonly mostAgeMs: number;
  /** Blocks that end up to here are acknowledged by the journal alone. */
  readonly backfillBefore: number;
}

/** What waits for longer behind what was sent waits because the line delivers less than before. */
const NARROW_FROM_MS = 100;
const FORGOTTEN_REASON = 'acknowledged before, and no longer kept by the sender';

/** Sends the PCM of a backlog in order, and declares what is not there. */
export class PcmLane {
  readonly #options: PcmLaneOptions;
  readonly #inFlight: InFlight;
  #nextToSend = 0;
  #isAsking = false;

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
  pump({ limit, mostAgeMs, backfillBefore }: PcmAllowance): boolean {
    for (;;) {
      const entry = this.#options.backlog.entryAt(this.#nextToSend);
      if (entry === undefined) return true;
      if (entry.kind === 'block' && this.#isHeldUp(mostAgeMs)) return false;
      if (entry.kind === 'block' && !this.#inFlight.hasRoomFor(entry, limit)) return false;
      this.#send(entry, endOf(entry) <= backfillBefore);
    }
  }

  /**
   * Sends what has room between stand-ins, in pieces, of the entries that end up to a sample. Returns whether it came
   * as far as it may.
   */
  backfill(window: BackfillWindow, beforeSample: number): boolean {
    for (;;) {
      const entry = this.#options.backlog.entryAt(this.#nextToSend);
      if (entry === undefined || endOf(entry) > beforeSample) return true;
      if (entry.kind === 'gap') this.#send(entry, true);
      else if (!window.hasRoom) return false;
      else this.#sendPiece(pieceOf(entry, this.#nextToSend, window.pieceBytes), window);
    }
  }

  /** Where it seems so, asks: the end of what was sent before a pause is acknowledged only with what follows it. */
  #isHeldUp(mostAgeMs: number): boolean {
    if (!this.#inFlight.isHeldUp(mostAgeMs)) return false;
    if (!this.#isAsking) {
      const askedAtMs = this.#options.nowMs();
      this.#isAsking = true;
      this.#options.control.askArrival((heldMs) => {
        this.#isAsking = false;
        this.#inFlight.noteArrivedUpTo(askedAtMs);
        // A line that has become narrow is not what it was.
        if (heldMs > NARROW_FROM_MS) this.#options.rate.forgetBefore(askedAtMs);
      });
    }
    return true;
  }

  #sendPiece(piece: BlockEntry, window: BackfillWindow): void {
    this.#send(piece, true);
    const { control } = this.#options;
    const bytes = piece.frame.length;
    window.noteSent(bytes);
    control.askArrival((heldMs) =>
      window.noteArrived({ bytes, heldMs, roundTripMs: control.roundTripMs ?? 0 }),
    );
  }

  #send(entry: BacklogEntry, isBackfill: boolean): void {
    this.#options.control.declareEpoch(entry.epoch.epoch);
    this.#declareForgotten(entry);
    if (entry.kind === 'gap') this.#sendGap(entry);
    else this.#sendBlock(entry, isBackfill);
    this.#nextToSend = endOf(entry);
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

/** What a block holds from a sample on, as far as it fits. */
function pieceOf(block: BlockEntry, fromSample: number, mostBytes: number): BlockEntry {
  const startSample = Math.max(fromSample, block.startSample);
  const frameBytes = bytesPerFrameOf(block.epoch.format);
  const fitting = Math.max(1, Math.floor((mostBytes - BLOCK_HEADER_BYTES) / frameBytes));
  const samples = Math.min(fitting, endOf(block) - startSample);
  if (samples === block.samples) return block;
  const offset = BLOCK_HEADER_BYTES + (startSample - block.startSample) * frameBytes;
  const payload = block.frame.subarray(offset, offset + samples * frameBytes);
  const { epoch } = block.epoch;
  const frame = encodeBlock({ kind: 'pcm', epoch, startSample, samples, payload });
  return { ...block, startSample, samples, frame, durationMs: (block.durationMs * samples) / block.samples };
}
