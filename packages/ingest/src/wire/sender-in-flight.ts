import type { Progress } from './message.ts';
import type { DeliveryRate, Departure } from './sender-delivery-rate.ts';

/** A block that was sent. */
export interface SentBlock {
  readonly endSample: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** Whether the station has its samples already, so that only the journal can acknowledge it. */
  readonly isBackfill: boolean;
}

/** How much may be on its way at once. */
export interface InFlightLimit {
  readonly durationMs: number;
  readonly bytes: number;
}

/** Blocks that were sent over one connection and are not acknowledged. */
export class InFlight {
  readonly #rate: DeliveryRate;
  readonly #nowMs: () => number;
  #blocks: (SentBlock & { readonly departure: Departure; readonly sentAtMs: number })[] = [];
  #durationMs = 0;
  #bytes = 0;
  #arrivedUpToMs = Number.NEGATIVE_INFINITY;

  constructor(rate: DeliveryRate, nowMs: () => number) {
    this.#rate = rate;
    this.#nowMs = nowMs;
  }

  get durationMs(): number {
    return this.#durationMs;
  }

  add(block: SentBlock): void {
    const sentAtMs = this.#nowMs();
    const departure = this.#rate.noteDeparture(sentAtMs, this.#blocks.length === 0);
    this.#blocks.push({ ...block, departure, sentAtMs });
    this.#durationMs += block.durationMs;
    this.#bytes += block.bytes;
  }

  acknowledge({ nextSample, liveSample }: Progress): void {
    const arrivedBefore = Math.max(nextSample, liveSample);
    const nowMs = this.#nowMs();
    this.#blocks = this.#blocks.filter(({ endSample, isBackfill, departure, durationMs, bytes }) => {
      if (endSample > (isBackfill ? nextSample : arrivedBefore)) return true;
      this.#rate.noteArrival(departure, bytes, nowMs);
      this.#durationMs -= durationMs;
      this.#bytes -= bytes;
      return false;
    });
  }

  /**
   * Whether another block may be sent. One longer than the limit must be able to pass, so an empty line takes any; and
   * so that the line can show that it delivers more, the limit in bytes is passed by the last block.
   */
  hasRoomFor({ durationMs }: Pick<SentBlock, 'durationMs'>, limit: InFlightLimit): boolean {
    if (this.#blocks.length === 0) return true;
    return this.#durationMs + durationMs <= limit.durationMs && this.#bytes < limit.bytes;
  }

  /**
   * Whether a block has been on its way for longer than this, as far as is known: then the line holds it up, and more
   * would only wait behind it. What only the journal acknowledges may wait for a disk.
   */
  isHeldUp(ageMs: number): boolean {
    const oldest = this.#blocks.find(
      ({ isBackfill, sentAtMs }) => !isBackfill && sentAtMs > this.#arrivedUpToMs,
    );
    return oldest !== undefined && this.#nowMs() - oldest.sentAtMs > ageMs;
  }

  /** What was sent up to a time has arrived; a decoder may hold it back from being acknowledged. */
  noteArrivedUpTo(sentAtMs: number): void {
    this.#arrivedUpToMs = sentAtMs;
  }
}
