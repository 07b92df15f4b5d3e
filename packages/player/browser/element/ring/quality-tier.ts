import { LOSSLESS, nominalBitrateBps } from '../../playback/quality.ts';

/** How much of the sound a rendition keeps: 0 for the least, 4 for lossless. */
export type QualityTier = 0 | 1 | 2 | 3 | 4;

/** Up to these rates, from the lowest tier on; what is above is tier 3. */
const TIER_LIMITS_BPS = [64_000, 112_000, 192_000] as const;

/** The tier of a rendition; one whose name tells no rate counts as 2, the middle. */
export function tierOf(rendition: string): QualityTier {
  if (rendition === LOSSLESS) return 4;
  const bitrateBps = nominalBitrateBps(rendition);
  if (bitrateBps === undefined) return 2;
  const index = TIER_LIMITS_BPS.findIndex((limit) => bitrateBps <= limit);
  return (index === -1 ? 3 : index) as QualityTier;
}
