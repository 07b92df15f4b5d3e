import type { Say } from '../messages/messages.ts';
import { LOSSLESS, nominalBitrateBps } from '../playback/quality.ts';

/** A rendition in the listener's words; its own name where that tells no rate. */
export function renditionTextOf(name: string, say: Say): string {
  if (name === LOSSLESS) return say('qualityLossless');
  const bitrateBps = nominalBitrateBps(name);
  return bitrateBps === undefined ? name : say('qualityRate', { kbits: String(bitrateBps / 1_000) });
}
