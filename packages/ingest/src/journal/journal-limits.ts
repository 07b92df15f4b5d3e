import { type JournalEntry, keyOf } from './journal-entry.ts';
import type { JournalOptions } from './journal-options.ts';
import { chooseRemovals, type RetainedSession } from './retention.ts';
import { removeSession } from './session-scan.ts';
import { trimSession } from './trim.ts';

type Entries = Map<string, JournalEntry>;

/** Keeps a journal within its size and age. What is not over goes bit by bit, what is not recorded never. */
export class JournalLimits {
  readonly #options: Required<JournalOptions>;
  readonly #entries: Entries;
  #work: Promise<void> = Promise.resolve();
  #isExceeded = false;

  /** @param entries by {@link keyOf}; what has gone is taken out. */
  constructor(options: Required<JournalOptions>, entries: Entries) {
    this.#options = options;
    this.#entries = entries;
  }

  /** Resolves when what is too much has gone, as far as it may. */
  check(): Promise<void> {
    this.#work = this.#work.then(() => this.#enforce());
    return this.#work;
  }

  /** Resolves when the checks so far are done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #enforce(): Promise<void> {
    const { maxBytes, maxAgeMs, now } = this.#options;
    const sessions = [...this.#entries.values()].map((entry) => this.#retainedOf(entry));
    const { removals, excessBytes } = chooseRemovals(sessions, { maxBytes, maxAgeMs, nowMs: now() });
    for (const { entry } of removals) await this.#remove(entry);
    this.#noteExcess(await this.#trim(excessBytes));
  }

  #retainedOf(entry: JournalEntry): RetainedSession & { entry: JournalEntry } {
    const bytes = entry.bytes + (entry.journal?.writtenBytes ?? 0);
    const { now, maxAgeMs } = this.#options;
    // Nobody comes back to a session after such a time, whose broadcaster never said stop.
    const isForsaken = !entry.journal && now() - entry.lastWrittenAtMs > maxAgeMs;
    const endSample = entry.ending?.endSample ?? entry.state?.nextSample ?? 0;
    const isRemovable = (!entry.state || isForsaken) && this.#doneSampleOf(entry) >= endSample;
    return { entry, bytes, lastWrittenAtMs: entry.lastWrittenAtMs, isRemovable };
  }

  /** Nobody needs the samples before this one any more. */
  #doneSampleOf({ isRecorded, recordedSample }: JournalEntry): number {
    return isRecorded ? recordedSample : Number.POSITIVE_INFINITY;
  }

  async #remove(entry: JournalEntry): Promise<void> {
    const { station, session, folder, bytes } = entry;
    const { logger } = this.#options;
    // Whoever came back to it meanwhile writes it.
    if (this.#entries.get(keyOf(entry)) !== entry) return;
    this.#entries.delete(keyOf(entry));
    try {
      await removeSession(folder);
      logger.info({ station, session, bytes }, 'a session left the journal: its limits were reached');
    } catch (cause) {
      this.#entries.set(keyOf(entry), entry);
      const error = cause instanceof Error ? cause.message : String(cause);
      logger.warn({ station, session, folder, error }, 'a session could not be removed');
    }
  }

  /** A broadcast that goes on for weeks must not grow for ever. Returns how much is still too much. */
  async #trim(excessBytes: number): Promise<number> {
    const { maxAgeMs, now } = this.#options;
    let leftBytes = excessBytes;
    for (const entry of [...this.#entries.values()].filter(({ ending }) => !ending)) {
      const trimmedBytes = await trimSession({
        folder: entry.folder,
        doneSample: this.#doneSampleOf(entry),
        oldBeforeMs: now() - maxAgeMs,
        excessBytes: leftBytes,
        nowMs: now(),
      }).catch(() => 0);
      leftBytes -= trimmedBytes;
      // The entry may have been replaced meanwhile.
      const present = this.#entries.get(keyOf(entry));
      if (present) this.#entries.set(keyOf(entry), { ...present, bytes: present.bytes - trimmedBytes });
    }
    return Math.max(leftBytes, 0);
  }

  #noteExcess(excessBytes: number): void {
    const isExceeded = excessBytes > 0;
    if (isExceeded && !this.#isExceeded) {
      const message =
        'the journal is larger than it may be: what is left is not over or not recorded, and stays; where recordings cannot be made, delete folders of it while the server is down';
      this.#options.logger.warn({ maxBytes: this.#options.maxBytes, excessBytes }, message);
    }
    this.#isExceeded = isExceeded;
  }
}
