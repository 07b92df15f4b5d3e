import { expect } from 'chai';
import { PartExactStreamController } from '../../../../packages/player/browser/playback/part-exact-loading.ts';

const SEGMENT_S = 1.92;
const WINDOW_SEGMENTS = 10;

interface StandInFragment {
  readonly sn: number;
  readonly cc: number;
  start: number;
  readonly programDateTime: number;
  setStart(startS: number): void;
}

type Playlist = ReturnType<typeof playlistFrom>;

/** What hls.js has read of a playlist that begins with a segment; by default it lies nowhere yet. */
function playlistFrom(
  startSN: number,
  { atS = 0, dateOf }: { atS?: number; dateOf: (sn: number) => number },
) {
  const fragments = Array.from({ length: WINDOW_SEGMENTS }, (_, index) => {
    const sn = startSN + index;
    const fragment: StandInFragment = {
      sn,
      cc: 0,
      start: atS + index * SEGMENT_S,
      programDateTime: dateOf(sn),
      setStart: (startS) => (fragment.start = startS),
    };
    return fragment;
  });
  return {
    fragments,
    startSN,
    endSN: startSN + WINDOW_SEGMENTS - 1,
    startCC: 0,
    endCC: 0,
    hasProgramDateTime: true,
    totalduration: WINDOW_SEGMENTS * SEGMENT_S,
    alignedSliding: false,
    skippedSegments: 0,
    get fragmentStart() {
      return fragments[0]?.start;
    },
  };
}

describe('a playlist of another rendition', () => {
  const align = (...playlists: (Playlist | undefined)[]): void => {
    const controller = Object.create(PartExactStreamController.prototype as object) as {
      log: () => void;
      alignPlaylists: (...playlists: (Playlist | undefined)[]) => void;
    };
    controller.log = () => {};
    controller.alignPlaylists(...playlists);
  };
  /** The source was away for 50 s before segment 114, and its station waited for it. */
  const dateOf = (sn: number): number => sn * SEGMENT_S * 1_000 + (sn < 114 ? 0 : 50_000);

  for (const [when, previous] of [
    ['that is new', undefined],
    ['that was played a while ago', playlistFrom(80, { atS: 20, dateOf })],
  ] as const) {
    it(`${when} lies where its segments do, whatever their dates`, () => {
      const present = playlistFrom(110, { atS: 300, dateOf });
      const next = playlistFrom(112, { dateOf });
      align(next, previous, present);
      expect(next.fragments[0]?.start).to.be.closeTo(300 + 2 * SEGMENT_S, 1e-9);
    });
  }
});
