import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolders } from './folder-list.ts';
import type { SessionEnding } from './journal-record.ts';
import { advance, type KeptState, stateOfHeader } from './kept-state.ts';
import { readRecords } from './record-reader.ts';
import { readRecordedMark } from './recorded-mark.ts';
import { filePathOf, listFiles, readEnding, writeEnding } from './session-folder.ts';

/** Names of stations and of sessions, as the protocol has them; other folders are not the journal's. */
export const STATION_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** See {@link STATION_NAME}. */
export const SESSION_NAME = /^[A-Za-z0-9-]{8,64}$/;

/** A session that a former process left. */
export interface ScannedSession {
  readonly station: string;
  readonly session: string;
  readonly folder: string;
  readonly bytes: number;
  readonly lastWrittenAtMs: number;
  /** Number of the file to write next. */
  readonly nextFileNumber: number;
  /** Bytes at the end of what was written last that are no whole record. */
  readonly tornBytes: number;
  /** Undefined where the session is over, or nothing of it can be read. */
  readonly state: KeptState | undefined;
  readonly ending: SessionEnding | undefined;
  /** Whether it is to be recorded; undefined where nobody noted it. */
  readonly isRecorded: boolean | undefined;
  /** Every sample before it is in a recording. */
  readonly recordedSample: number;
}

/** Looks at every session below the journal's folder; nothing but the last file of a session that is not over is read. */
export async function scanSessions(root: string): Promise<ScannedSession[]> {
  const sessions: ScannedSession[] = [];
  for (const station of await listFolders(root, STATION_NAME)) {
    for (const session of await listFolders(join(root, station), SESSION_NAME)) {
      const scanned = await scanSession({ station, session, folder: join(root, station, session) });
      if (scanned) sessions.push(scanned);
    }
  }
  return sessions;
}

/** Removes a session. How it ended goes last, so that what is half removed is never taken for one that goes on. */
export async function removeSession(folder: string): Promise<void> {
  for (const number of await listFiles(folder)) await rm(filePathOf(folder, number), { force: true });
  await rm(folder, { recursive: true, force: true });
}

type Whereabouts = Pick<ScannedSession, 'station' | 'session' | 'folder'>;

async function scanSession(whereabouts: Whereabouts): Promise<ScannedSession | undefined> {
  const { folder } = whereabouts;
  const numbers = await listFiles(folder);
  const files = await Promise.all(numbers.map((number) => stat(filePathOf(folder, number))));
  const note = await readEnding(folder);
  if (numbers.length === 0 && !note) return undefined;
  const { state, tornBytes } = note ? { state: undefined, tornBytes: 0 } : await readState(folder, numbers);
  const { isRecorded } = note ?? state ?? {};
  const ending = note ? { endSample: note.endSample, reason: note.reason } : state?.ending;
  if (ending && !note) await writeEnding(folder, { ...ending, isRecorded }).catch(() => {});
  return {
    ...whereabouts,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    lastWrittenAtMs: files.at(-1)?.mtimeMs ?? 0,
    nextFileNumber: (numbers.at(-1) ?? 0) + 1,
    tornBytes,
    state: ending ? undefined : state,
    ending,
    isRecorded,
    recordedSample: await readRecordedMark(folder),
  };
}

interface ReadState {
  readonly state: KeptState | undefined;
  readonly tornBytes: number;
}

/** A file's header tells all that was before it, so the last that can be read is enough. */
async function readState(folder: string, numbers: readonly number[]): Promise<ReadState> {
  let tornBytes = 0;
  for (const number of numbers.toReversed()) {
    const path = filePathOf(folder, number);
    await sync(path);
    let state: KeptState | undefined;
    let endOffset = 0;
    for await (const placed of readRecords(path)) {
      if (placed.record.type === 'header') state = stateOfHeader(placed.record);
      else if (state) state = advance(state, placed.record);
      endOffset = placed.endOffset;
    }
    tornBytes += (await stat(path)).size - endOffset;
    if (state) return { state, tornBytes };
  }
  return { state: undefined, tornBytes };
}

/** What a killed process wrote last may be in the kernel's memory only; it is acknowledged from here on. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
