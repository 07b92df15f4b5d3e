import type { Words } from '../messages/words.ts';
import { isStandingBy } from '../studio/broadcast-state.ts';
import type { WorkerReport } from '../worker-message.ts';

/** When less can still be kept, it is said. */
const SCARCE_ROOM_MS = 5 * 60_000;
/** A hole that is shorter is heard by nobody; the server's log has it. */
const MISSING_TOLD_MS = 100;
/** A single peak is heard by nobody. */
const CLIPS_TOLD = 3;
/** A pause that is longer may be a mistake. */
const QUIET_TOLD_MS = 15_000;
/** Sound that waits a moment is no news. */
const WAITING_TOLD_MS = 2_000;

/** What a broadcaster should know beside the status, the most important first: each a sentence or two. */
export function notesOf(report: WorkerReport, words: Words): string[] {
  const texts = [noticeText, roomText, narrowText, missingText, clippingText, quietText].map((textOf) =>
    textOf(report, words),
  );
  return texts.filter((text) => text !== undefined);
}

/** What is worth knowing before going live. */
export function notesBefore(report: WorkerReport, words: Words): string[] {
  const text = clippingText(report, words);
  return text === undefined ? [] : [text];
}

/** How long, in minutes from two on. */
function roomOf(durationMs: number, { say, seconds, number }: Words): string {
  if (durationMs < 120_000) return seconds(durationMs);
  return say('minutes', { count: number(Math.floor(durationMs / 60_000)) });
}

function noticeText(report: WorkerReport, { say, language }: Words): string | undefined {
  const { notice } = report;
  // The status tells that another source is on air.
  if (notice === undefined || isStandingBy(report)) return undefined;
  // The server's own sentence says more, in English.
  const sentence = language === 'en' ? notice.message : say('note.diskFailing');
  return `${sentence} ${say('note.diskFailingDetail')}`;
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

function clippingText({ mix: { clips } }: WorkerReport, { say }: Words): string | undefined {
  return clips < CLIPS_TOLD ? undefined : say('note.clipping');
}

function quietText(report: WorkerReport, { say, seconds }: Words): string | undefined {
  const { quietMs } = report.mix;
  // While this page stands by listeners hear another source.
  if (quietMs < QUIET_TOLD_MS || isStandingBy(report)) return undefined;
  return say('note.quiet', { seconds: seconds(quietMs) });
}
