import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type JournalEntry, keyOf } from './journal-entry.ts';
import { JournalError } from './journal-error.ts';
import { JournalLimits } from './journal-limits.ts';
import {
  type JournalOptions,
  type KeptSession,
  type RecordableSession,
  type SessionBeginning,
  type SessionIdentity,
  settingsOf,
} from './journal-options.ts';
import type { SessionEnding } from './journal-record.ts';
import type { JournalState } from './journal-state.ts';
import type { KeptState } from './kept-state.ts';
import { writeRecordedMark } from './recorded-mark.ts';
import { SessionJournal } from './session-journal.ts';
import { scanSessions, type ScannedSession, SESSION_NAME, STATION_NAME } from './session-scan.ts';
import { WriteTurns } from './write-turns.ts';

export type { JournalOptions, KeptSession, RecordableSession, SessionBeginning, SessionIdentity };

const CHECK_EVERY_MS = 5 * 60_000;
/** Sessions that may be writing at once. */
const MOST_WRITES = 2;

/** What broadcasters sent, on disk: one per server. */
export class Journal {
  readonly #options: Required<JournalOptions>;
  readonly #entries = new Map<string, JournalEntry>();
  readonly #limits: JournalLimits;
  readonly #turns = new WriteTurns(MOST_WRITES);
  readonly #timer: NodeJS.Timeout;
  #onSettled: (() => void) | undefined;

  /** Opens a journal and reads what a former process left. Rejects where the folder cannot be made or read. */
  static async open(options: JournalOptions): Promise<Journal> {
    await mkdir(options.folder, { recursive: true });
    const journal = new Journal(options, await scanSessions(options.folder));
    await journal.#limits.check();
    return journal;
  }

  private constructor(options: JournalOptions, scanned: readonly ScannedSession[]) {
    this.#options = settingsOf(options);
    this.#limits = new JournalLimits(this.#options, this.#entries);
    for (const session of scanned) {
      const isRecorded = session.isRecorded ?? this.#options.isRecorded(session.station);
      this.#entries.set(keyOf(session), { ...session, isRecorded });
    }
    this.#logFound(scanned);
    this.#timer = setInterval(() => void this.#limits.check(), CHECK_EVERY_MS).unref();
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

  /** Sessions that are recorded, the one that was written last coming last. */
  recordable(): readonly RecordableSession[] {
    const { now } = this.#options;
    const recorded = [...this.#entries.values()].filter(({ isRecorded }) => isRecorded);
    const rising = recorded.toSorted((a, b) => a.lastWrittenAtMs - b.lastWrittenAtMs);
    return rising.map(({ station, session, folder, recordedSample, lastWrittenAtMs, ending, ...entry }) => {
      const state = entry.journal?.state ?? entry.state;
      return {
        station,
        session,
        folder,
        recordedSample,
        nextSample: ending?.endSample ?? state?.nextSample ?? 0,
        isOver: ending !== undefined,
        sampleRateHz: state?.epoch.format.sampleRateHz,
        idleMs: entry.journal?.idleMs ?? now() - lastWrittenAtMs,
      };
    });
  }

  /** Of each session that is being written at a station, whether it is to be recorded: that was settled when it began. */
  recordingsOf(station: string): readonly boolean[] {
    const open = [...this.#entries.values()].filter((entry) => entry.journal && entry.station === station);
    return open.map(({ isRecorded }) => isRecorded);
  }

  /** Notes that every sample before this one is in a recording: the journal need not keep it. */
  async noteRecorded(identity: SessionIdentity, nextSample: number): Promise<void> {
    const entry = this.#entries.get(keyOf(identity));
    if (!entry) return;
    await writeRecordedMark(entry.folder, nextSample);
    // It may have been replaced meanwhile.
    const present = this.#entries.get(keyOf(identity)) ?? entry;
    this.#entries.set(keyOf(identity), { ...present, recordedSample: nextSample });
    void this.#limits.check();
  }

  /** Calls whoever records when a session is over or was let go of. One at a time. */
  onSettled(listener: () => void): void {
    this.#onSettled = listener;
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
    const isRecorded = this.#options.isRecorded(station);
    const state = {
      epoch,
      nextSample: startSample ?? epoch.startSample,
      placement: undefined,
      isRecorded,
      ending: undefined,
    };
    const lastWrittenAtMs = this.#options.now();
    const nothing = { bytes: 0, nextFileNumber: 1, ending: undefined, recordedSample: 0 };
    const entry = { ...identity, folder, lastWrittenAtMs, ...nothing };
    return this.#start({ ...entry, ...known, isRecorded, state }, { state, onChange });
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
    const { isRecorded } = entry;
    return this.#start(entry, { state: { ...entry.state, isRecorded }, onChange });
  }

  /** Closes every session, which writes what is left. Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#entries.values()].map(async ({ journal }) => journal?.close()));
    await this.#limits.settled();
  }

  #start(
    entry: JournalEntry,
    { state, onChange }: { state: KeptState; onChange: (() => void) | undefined },
  ): SessionJournal {
    const { station, session, folder, nextFileNumber: fileNumber } = entry;
    const { logger } = this.#options;
    const onDone = (): void => this.#takeBack(this.#entries.get(keyOf(entry)) ?? entry, journal);
    const journal = new SessionJournal({
      station,
      session,
      folder,
      fileNumber,
      state,
      logger,
      turns: this.#turns,
      onChange,
      onDone,
    });
    this.#entries.set(keyOf(entry), { ...entry, journal });
    void this.#limits.check();
    return journal;
  }

  #takeBack(entry: JournalEntry, { state, writtenBytes, nextFileNumber }: SessionJournal): void {
    const key = keyOf(entry);
    const bytes = entry.bytes + writtenBytes;
    if (bytes === 0) return void this.#entries.delete(key);
    const { ending } = state;
    const lastWrittenAtMs = this.#options.now();
    const common = { ...entry, bytes, lastWrittenAtMs, nextFileNumber, ending, journal: undefined };
    this.#entries.set(key, { ...common, state: ending ? undefined : state });
    this.#onSettled?.();
    void this.#limits.check();
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

function checkNames({ station, session }: SessionIdentity): void {
  if (STATION_NAME.test(station) && SESSION_NAME.test(session)) return;
  const expected = `a station like ${STATION_NAME.source} and a session like ${SESSION_NAME.source}`;
  throw new JournalError('bad-name', `A journal keeps ${expected}; "${station}" and "${session}" came.`);
}
