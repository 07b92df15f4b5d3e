import type { Engine } from './engine.ts';
import { publishedUntilMs } from './playlist-text.ts';

const PATIENCE_MS = 2_000;
/** A segment that is not whole yet may be left, and less than a server publishes while an engine is stuck. */
const NEAR_MS = 3_000;

/**
 * Whether a server answers and has published no more than an engine has played: then it has to be waited for, and
 * another engine would only play the end again. False where nothing is known.
 */
export async function isPlayedOut(engine: Engine, masterUrl: string): Promise<boolean> {
  const { playingDateMs, playing, offered } = engine;
  const rendition = playing?.name ?? offered[0];
  if (playingDateMs === undefined || rendition === undefined) return false;
  try {
    const url = new URL(`${rendition}/live.m3u8`, masterUrl);
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    const untilMs = response.ok ? publishedUntilMs(await response.text()) : undefined;
    // A playhead far beyond the end waits for nothing that is to come.
    return untilMs !== undefined && Math.abs(untilMs - playingDateMs) < NEAR_MS;
  } catch {
    return false;
  }
}
