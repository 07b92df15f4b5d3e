import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError } from './journal-error.ts';
import {
  type JournalOptions,
  type KeptSession,
  type SessionBeginning,
  type SessionIdentity,
  settingsOf,
} from './journal-options.ts';
import type { SessionEnding } from './journal-record.ts';
import type { JournalState } from './journal-state.ts';
import type { KeptState } from './kept-state.ts';
import { chooseRemovals } from './retention.ts';
import { SessionJournal } from './session-journal.ts';
import {
  removeSession,
  scanSessions,
  type ScannedSession,
  SESSION_NAME,
  STATION_NAME,
} from './session-scan.ts';

export type { JournalOptions, KeptSession, SessionBeginning, SessionIdentity };

const CHECK_EVERY_MS = 5 * 60_000;

type Entry = Omit<ScannedSession, 'tornBytes'> & { readonly journal?: SessionJournal | undefined };

/** What broadcasters sent, on disk: one per server. */
export class Journal {
  readonly #options: Required<JournalOptions>;
  readonly #entries = new Map<string, Entry>();
  readonly #timer: NodeJS.Timeout;
  #work: Promise<void> = Promise.resolve();
  #isOverLimit = false;

  /** Opens a journal and reads what a former process left. Rejects where the folder cannot be made or read. */
  static async open(options: JournalOptions): Promise<Journal> {
    await mkdir(options.folder, { recursive: true });
    const journal = new Journal(options, await scanSessions(options.folder));
    await journal.#enforceLimits();
    return journal;
  }

  private constructor(options: JournalOptions, scanned: readonly ScannedSession[]) {
    this.#options = settingsOf(options);
    for (const session of scanned) this.#entries.set(keyOf(session), session);
    this.#logFound(scanned);
    this.#timer = setInterval(() => this.#checkLimits(), CHECK_EVERY_MS).unref();
  }

  /** The sessions that are not over and that nobody writes at present, the one that was written last coming last. */
  unfinished(): readonly KeptSession[] {
    const kept = [...this.#entries.values()].flatMap(
      ({ station, session, state, lastWrittenAtMs, journal }) => {
        if (!state || journal) return [];
        const { epoch, nextSample, placement } = state;
        return [{ station, session, epoch, nextSample, placement, lastWrittenAtMs }];
      },
    );
    return kept.toSorted((a, b) => a.lastWrittenAtMs - b.lastWrittenAtMs);
  }

  /** How it does at this instant. */
  get state(): JournalState {
    const journals = [...this.#entries.values()].flatMap(({ journal }) => journal ?? []);
    return {
      waitingBytes: journals.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0),
      failure: journals.find(({ failure }) => failure !== undefined)?.failure,
    };
  }

  /** How a session ended; undefined where it is not over, or nothing is known of it any more. */
  endingOf(identity: SessionIdentity): SessionEnding | undefined {
    return this.#entries.get(keyOf(identity))?.ending;
  }

  /**
   * Begins a new session. Nothing is on the disk before its first record.
   *
   * @throws JournalError `session-known` for one that is kept, whether it is over or not
   */
  begin({ station, session, epoch, startSample, onChange }: SessionBeginning): SessionJournal {
    const identity = { station, session };
    checkNames(identity);
    const known = this.#entries.get(keyOf(identity));
    // Where a former process was killed before the first record was whole, nothing is known of the session.
    if (known && (known.state || known.ending || known.journal)) {
      throw new JournalError(
        'session-known',
        `Session ${session} of station "${station}" is in the journal already.`,
      );
    }
    const folder = join(this.#options.folder, station, session);
    const state = {
      epoch,
      nextSample: startSample ?? epoch.startSample,
      placement: undefined,
      ending: undefined,
    };
    const lastWrittenAtMs = this.#options.now();
    const entry = { ...identity, folder, lastWrittenAtMs, bytes: 0, nextFileNumber: 1, ending: undefined };
    return this.#start({ ...entry, ...known, state }, { state, onChange });
  }

  /**
   * Goes on with a session of {@link unfinished}.
   *
   * @throws JournalError `session-known` for one that is being written, is over or is not known
   */
  resume(identity: SessionIdentity, { onChange }: Pick<SessionBeginning, 'onChange'> = {}): SessionJournal {
    const entry = this.#entries.get(keyOf(identity));
    if (!entry?.state || entry.journal) {
      const { station, session } = identity;
      const expected = 'one that is not over and that nobody writes';
      throw new JournalError(
        'session-known',
        `Only ${expected} can be resumed; session ${session} of station "${station}" came.`,
      );
    }
    return this.#start(entry, { state: entry.state, onChange });
  }

  /** Closes every session, which writes what is left. Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#entries.values()].map(async ({ journal }) => journal?.close()));
    await this.#work;
  }

  #start(
    entry: Entry,
    { state, onChange }: { state: KeptState; onChange: (() => void) | undefined },
  ): SessionJournal {
    const { station, session, folder, nextFileNumber: fileNumber } = entry;
    const { logger } = this.#options;
    const onDone = (): void => this.#takeBack(entry, journal);
    const journal = new SessionJournal({
      station,
      session,
      folder,
      fileNumber,
      state,
      logger,
      onChange,
      onDone,
    });
    this.#entries.set(keyOf(entry), { ...entry, journal });
    this.#checkLimits();
    return journal;
  }

  #takeBack(entry: Entry, { state, writtenBytes, nextFileNumber }: SessionJournal): void {
    const key = keyOf(entry);
    const bytes = entry.bytes + writtenBytes;
    if (bytes === 0) return void this.#entries.delete(key);
    const { ending } = state;
    const lastWrittenAtMs = this.#options.now();
    const common = { ...entry, bytes, lastWrittenAtMs, nextFileNumber, ending, journal: undefined };
    this.#entries.set(key, { ...common, state: ending ? undefined : state });
    this.#checkLimits();
  }

  #checkLimits(): void {
    this.#work = this.#work.then(() => this.#enforceLimits());
  }

  async #enforceLimits(): Promise<void> {
    const { maxBytes, maxAgeMs, now, logger } = this.#options;
    const sessions = [...this.#entries.values()].map((entry) => this.#retainedOf(entry));
    const { removals, excessBytes } = chooseRemovals(sessions, { maxBytes, maxAgeMs, nowMs: now() });
    for (const { entry } of removals) await this.#remove(entry);
    const isOverLimit = excessBytes > 0;
    if (isOverLimit && !this.#isOverLimit) {
      const message =
        'the journal is larger than it may be: what is left is not over or not archived, and stays';
      logger.warn({ maxBytes, excessBytes }, message);
    }
    this.#isOverLimit = isOverLimit;
  }

  #retainedOf(entry: Entry) {
    const bytes = entry.bytes + (entry.journal?.writtenBytes ?? 0);
    const { now, maxAgeMs, isArchived } = this.#options;
    // Nobody comes back to a session after such a time, whose broadcaster never said stop.
    const isForsaken = !entry.journal && now() - entry.lastWrittenAtMs > maxAgeMs;
    const isRemovable = (!entry.state || isForsaken) && isArchived(entry);
    return { entry, bytes, lastWrittenAtMs: entry.lastWrittenAtMs, isRemovable };
  }

  async #remove(entry: Entry): Promise<void> {
    const { station, session, folder, bytes } = entry;
    try {
      await removeSession(folder);
      this.#entries.delete(keyOf(entry));
      this.#options.logger.info(
        { station, session, bytes },
        'a session left the journal: its limits were reached',
      );
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#options.logger.warn({ station, session, folder, error }, 'a session could not be removed');
    }
  }

  #logFound(scanned: readonly ScannedSession[]): void {
    const { folder, logger } = this.#options;
    const bytes = scanned.reduce((sum, session) => sum + session.bytes, 0);
    const unfinished = this.unfinished().length;
    if (scanned.length > 0)
      logger.info({ folder, sessions: scanned.length, unfinished, bytes }, 'the journal is open');
    for (const { station, session, tornBytes, state, ending } of scanned) {
      const fields = { station, session, tornBytes };
      if (!state && !ending) logger.error(fields, 'nothing of a session in the journal can be read');
      else if (tornBytes > 0) logger.warn(fields, 'the last record of a session was not written as a whole');
    }
  }
}

function keyOf({ station, session }: SessionIdentity): string {
  return `${station}/${session}`;
}

function checkNames({ station, session }: SessionIdentity): void {
  if (STATION_NAME.test(station) && SESSION_NAME.test(session)) return;
  const expected = `a station like ${STATION_NAME.source} and a session like ${SESSION_NAME.source}`;
  throw new JournalError('bad-name', `A journal keeps ${expected}; "${station}" and "${session}" came.`);
}
