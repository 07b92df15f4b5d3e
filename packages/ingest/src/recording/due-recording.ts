import type { RecordableSession } from '../journal/journal-options.ts';

/** Nobody waits longer for the recording of a broadcaster who left without a word; if he returns, another begins. */
const LEFT_AFTER_MS = 10 * 60_000;

/**
 * Whether what a session has and no recording holds is to be recorded now: the session is over, its broadcaster has
 * left it, or there is as much as a recording may hold.
 */
export function isRecordingDue(session: RecordableSession, maxSeconds: number): boolean {
  const { recordedSample, nextSample, isOver, idleMs, sampleRateHz = 0 } = session;
  const samples = nextSample - recordedSample;
  if (samples <= 0) return false;
  return isOver || idleMs >= LEFT_AFTER_MS || samples >= maxSeconds * sampleRateHz;
}
