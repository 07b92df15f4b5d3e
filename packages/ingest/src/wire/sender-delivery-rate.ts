/** How long a reading counts: short enough to notice in time that a line became narrow. */
const WINDOW_MS = 2_000;

/** What was delivered when a block left; goes back to {@link DeliveryRate.noteArrival}. */
export interface Departure {
  readonly deliveredBytes: number;
  readonly atMs: number;
}

/**
 * How fast a line delivers, by what is acknowledged. Each block gives a reading: all that arrived from the last
 * acknowledgement before it left to its own, over that time; the greatest of the last readings counts, because a
 * reading is also low when there was little to send (the method of BBR, draft-ietf-ccwg-bbr section 4.1).
 */
export class DeliveryRate {
  #readings: { readonly atMs: number; readonly bytesPerMs: number }[] = [];
  #deliveredBytes = 0;
  #deliveredAtMs = 0;

  /** Undefined before anything arrived, 0 where nothing did since what is forgotten. */
  get bytesPerMs(): number | undefined {
    if (this.#deliveredBytes === 0) return undefined;
    return Math.max(0, ...this.#readings.map(({ bytesPerMs }) => bytesPerMs));
  }

  /** What was read before a time no longer counts. */
  forgetBefore(atMs: number): void {
    this.#readings = this.#readings.filter((reading) => reading.atMs >= atMs);
  }

  /**
   * A block leaves.
   *
   * @param isAlone whether nothing else is on its way
   */
  noteDeparture(nowMs: number, isAlone: boolean): Departure {
    if (isAlone) this.#deliveredAtMs = nowMs;
    return { deliveredBytes: this.#deliveredBytes, atMs: this.#deliveredAtMs };
  }

  /** A block of so many bytes is acknowledged. */
  noteArrival(departure: Departure, bytes: number, nowMs: number): void {
    this.#deliveredBytes += bytes;
    this.#deliveredAtMs = nowMs;
    const elapsedMs = nowMs - departure.atMs;
    // What took longer says that the line hung, not how fast it is when it delivers.
    if (elapsedMs <= 0 || elapsedMs > WINDOW_MS) return;
    this.#readings.push({
      atMs: nowMs,
      bytesPerMs: (this.#deliveredBytes - departure.deliveredBytes) / elapsedMs,
    });
    while ((this.#readings[0]?.atMs ?? nowMs) < nowMs - WINDOW_MS) this.#readings.shift();
  }
}
