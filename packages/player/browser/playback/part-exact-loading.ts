import Hls, {
  type ChunkMetadata,
  type Fragment,
  type HlsConfig,
  type Level,
  type LevelDetails,
  type MediaFragment,
  type TrackSet,
} from 'hls.js/light';
import { restWhileHidden } from './resting-loops.ts';

/**
 * Browsers round the end of the buffer down, media times near 2 × 10⁹ s have steps of a quarter of a microsecond, and
 * playlists give dates in whole ms. A part is six times as long or more.
 */
const ROUNDING_S = 0.01;

/** hls.js's stream controller, made exact where this server's playlists allow it. */
export const PartExactStreamController: HlsConfig['streamController'] = class extends Hls.DefaultConfig
  .streamController {
  constructor(...given: ConstructorParameters<HlsConfig['streamController']>) {
    super(...given);
    restWhileHidden(this);
  }

  /**
   * hls.js looks for what comes after the buffer's end, and an end that was rounded down still lies in the part
   * before: after a change of rendition inside a segment that part is loaded twice, and at the segment's end nothing
   * more is loaded at all.
   */
  protected override getNextFragment(positionS: number, details: LevelDetails): MediaFragment | null {
    return super.getNextFragment(positionS + ROUNDING_S, details);
  }

  protected override loadFragment(fragment: MediaFragment, level: Level, targetS: number): void {
    super.loadFragment(fragment, level, targetS + ROUNDING_S);
  }

  /**
   * Lays a rendition's first playlist, also after a while without it, over the one before. hls.js goes by the dates of
   * two segments that may be far apart, or on both sides of a time that the station waited for its source; all
   * renditions here share their media sequence, which is exact.
   */
  protected override alignPlaylists(
    details: LevelDetails,
    previous: LevelDetails | undefined,
    other: LevelDetails | undefined,
  ): number {
    const isFollowed = previous !== undefined && previous.endSN >= details.startSN;
    if (!isFollowed && other !== undefined) alignBySequence(details, other);
    return super.alignPlaylists(details, previous, other);
  }

  /**
   * hls.js goes on to compare with the codec that the first playlist declared, and would not see the change from
   * FLAC back to AAC. What the init says is enough.
   */
  protected override _bufferInitSegment(
    level: Level,
    tracks: TrackSet,
    init: Fragment,
    chunk: ChunkMetadata,
  ): void {
    if (tracks.audio) {
      Object.defineProperty(tracks.audio, 'levelCodec', { get: () => undefined, set: () => {} });
    }
    // oxlint-disable-next-line no-underscore-dangle -- the name is hls.js's
    super._bufferInitSegment(level, tracks, init, chunk);
  }
};

function alignBySequence(details: LevelDetails, other: LevelDetails): void {
  const ahead = details.startSN - other.startSN;
  const first = details.fragments[Math.max(0, -ahead)];
  const same = other.fragments[Math.max(0, ahead)];
  if (first === undefined || same === undefined || first.cc !== same.cc) return;
  const shiftS = same.start - first.start;
  for (const fragment of details.fragments) fragment.setStart(fragment.start + shiftS);
  details.fragmentHint?.setStart(details.fragmentHint.start + shiftS);
  details.alignedSliding = true;
}
