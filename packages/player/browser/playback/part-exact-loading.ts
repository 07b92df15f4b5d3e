import Hls, { type HlsConfig, type Level, type LevelDetails, type MediaFragment } from 'hls.js/light';

/**
 * Browsers round the end of the buffer down to a microsecond, and media times near 2 × 10⁹ s have steps of a quarter
 * of one.
 */
const ROUNDING_S = 0.000_002;

/**
 * hls.js's stream controller, made exact at the ends of parts. It looks for what comes after the buffer's end, and
 * an end that was rounded down still lies in the part before: after a change of rendition inside a segment that part
 * is loaded twice, and at the segment's end nothing more is loaded at all.
 */
export const PartExactStreamController: HlsConfig['streamController'] = class extends Hls.DefaultConfig
  .streamController {
  protected override getNextFragment(positionS: number, details: LevelDetails): MediaFragment | null {
    return super.getNextFragment(positionS + ROUNDING_S, details);
  }

  protected override loadFragment(fragment: MediaFragment, level: Level, targetS: number): void {
    super.loadFragment(fragment, level, targetS + ROUNDING_S);
  }
};
