import type { MessageId, Words } from '../messages/words.ts';
import type { WorkerReport } from '../worker-message.ts';

/** When less can still be kept, it is said. */
const SCARCE_ROOM_MS = 5 * 60_000;
/** A hole that is shorter is heard by nobody; the server's log has it. */
const MISSING_TOLD_MS = 100;
/** Sound that waits a moment is no news. */
const WAITING_TOLD_MS = 2_000;

/** What a broadcaster should know beside the status, the most important first: each a sentence or two. */
export function notesOf(report: WorkerReport, words: Words): string[] {
  const texts = [noticeText, roomText, narrowText, missingText].map((textOf) => textOf(report, words));
  return texts.filter((text) => text !== undefined);
}

/** How long, in minutes from two on. */
function roomOf(durationMs: number, { say, seconds, number }: Words): string {
  if (durationMs < 120_000) return seconds(durationMs);
  return say('minutes', { count: number(Math.floor(durationMs / 60_000)) });
}

function noticeText({ notice }: WorkerReport, { say, language }: Words): string | undefined {
  if (notice === undefined) return undefined;
  // The server's own sentence says more, in English.
  const sentence = (id: MessageId): string => (language === 'en' ? notice.message : say(id));
  if (notice.code === 'standing-by') return sentence('note.standingBy');
  return `${sentence('note.diskFailing')} ${say('note.diskFailingDetail')}`;
}

function roomText({ roomMs, unacknowledgedMs, lostSamples }: WorkerReport, words: Words): string | undefined {
  if (unacknowledgedMs < WAITING_TOLD_MS || roomMs >= SCARCE_ROOM_MS) return undefined;
  if (lostSamples > 0 && roomMs < 1_000) return words.say('note.full');
  return words.say('note.scarce', { duration: roomOf(roomMs, words) });
}

function narrowText({ mode, waitingMs }: WorkerReport, { say, seconds }: Words): string | undefined {
  if (mode === 'lossless') return undefined;
  if (waitingMs < WAITING_TOLD_MS) return say('note.narrow');
  return `${say('note.narrow')} ${say('note.narrowWaiting', { seconds: seconds(waitingMs) })}`;
}

function missingText({ missing }: WorkerReport, { say, seconds }: Words): string | undefined {
  if (missing === undefined || missing.durationMs < MISSING_TOLD_MS) return undefined;
  const reason = say(`missing.${missing.reason}`);
  return say('note.missing', { seconds: seconds(missing.durationMs), reason });
}
