import type { SessionIdentity } from './journal-options.ts';
import type { SessionJournal } from './session-journal.ts';
import type { ScannedSession } from './session-scan.ts';

/** What a journal knows of one of its sessions. */
export interface JournalEntry extends Omit<ScannedSession, 'tornBytes' | 'isRecorded'> {
  /** Whether its sound may go only once it is recorded. */
  readonly isRecorded: boolean;
  /** Whoever writes it at present. */
  readonly journal?: SessionJournal | undefined;
}

/** What a session is found by. */
export function keyOf({ station, session }: SessionIdentity): string {
  return `${station}/${session}`;
}
