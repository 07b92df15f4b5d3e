import type { WorkerReport } from '../worker-message.ts';
import { secondsText } from './duration-text.ts';

/** When less can still be kept, it is said. */
const SCARCE_ROOM_MS = 5 * 60_000;
/** A hole that is shorter is heard by nobody; the server's log has it. */
const MISSING_TOLD_MS = 100;
/** Sound that waits a moment is no news. */
const WAITING_TOLD_MS = 2_000;

/** What a broadcaster should know beside the status, the most important first: each a sentence or two. */
export function notesOf(report: WorkerReport): string[] {
  const texts = [noticeText(report), roomText(report), narrowText(report), missingText(report)];
  return texts.filter((text) => text !== undefined);
}

/** How long, in minutes from two on. */
function roomOf(durationMs: number): string {
  return durationMs < 120_000 ? secondsText(durationMs) : `${Math.floor(durationMs / 60_000)} minutes`;
}

function noticeText({ notice }: WorkerReport): string | undefined {
  if (notice === undefined) return undefined;
  if (notice.code === 'standing-by') return notice.message;
  return `${notice.message} You are on air, and your sound is safe on this device until the server has it.`;
}

function roomText({ roomMs, unacknowledgedMs, lostSamples }: WorkerReport): string | undefined {
  if (unacknowledgedMs < WAITING_TOLD_MS || roomMs >= SCARCE_ROOM_MS) return undefined;
  if (lostSamples > 0 && roomMs < 1_000)
    return 'This device can keep no more; what is too much goes out as silence.';
  return `This device has room for ${roomOf(roomMs)} more; what comes after is lost.`;
}

function narrowText({ mode, waitingMs }: WorkerReport): string | undefined {
  if (mode === 'lossless') return undefined;
  const waiting =
    waitingMs < WAITING_TOLD_MS
      ? ''
      : ` ${secondsText(waitingMs)} of it are waiting; they are safe on this device.`;
  return `Narrow connection: listeners hear reduced quality, the recording stays lossless.${waiting}`;
}

function missingText({ missing }: WorkerReport): string | undefined {
  if (missing === undefined || missing.durationMs < MISSING_TOLD_MS) return undefined;
  return `${secondsText(missing.durationMs)} of sound are missing: ${missing.reason}. They are silence on air and in the recording.`;
}
