import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PART_MS = 192;
/** A timer may be late. */
const NOTICED_AFTER_MS = 150;
/** There is sound to encode before the first part that is new. */
const STARTS = 3;

/**
 * The longest that listeners may wait for a part where an ffmpeg is replaced, in ms: a part, until it is noticed that
 * the old one hangs, and the start of a new one. How long a start takes says how fast the machine is at this time.
 */
export async function longestReplacementMs(ffmpegPath: string): Promise<number> {
  const startedAtMs = performance.now();
  await promisify(execFile)(ffmpegPath, ['-version']);
  return PART_MS + NOTICED_AFTER_MS + STARTS * (performance.now() - startedAtMs);
}
