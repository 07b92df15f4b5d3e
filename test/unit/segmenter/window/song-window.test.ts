import { expect } from 'chai';
import { addSongs } from '../../../../packages/segmenter/src/window/song-window.ts';
import { addPart, completeOpenSegment } from '../../../../packages/segmenter/src/window/window.ts';
import { FIRST_DATE_MS, manifestOf } from '../../../helpers/manifest-model.ts';

const SEGMENT_SAMPLES = 92_160;
const FIRST_SAMPLE = 100 * SEGMENT_SAMPLES;

describe('addSongs', () => {
  const song = (id: string, startSample: number) => ({ id, title: id, artist: null, startSample });

  it('dates a song by the segment that it begins in, to the sample', () => {
    const model = manifestOf({ complete: 2, openParts: 3 });
    // Dates follow the source's clock, so segments are not 1,920 ms apart to the millisecond.
    const segments = model.segments.map((segment, i) => ({ ...segment, dateMs: segment.dateMs + 2 * i }));
    const { songs } = addSongs({ ...model, segments }, [
      song('a', FIRST_SAMPLE + SEGMENT_SAMPLES - 48),
      song('b', FIRST_SAMPLE + 2 * SEGMENT_SAMPLES + 480),
    ]);
    expect(songs.map(({ startMs }) => startMs - FIRST_DATE_MS)).to.deep.equal([1_919, 3_840 + 4 + 10]);
  });

  it('dates what began before the window by its first segment', () => {
    const { songs } = addSongs(manifestOf({ openParts: 1 }), [song('a', FIRST_SAMPLE - 48_000)]);
    expect(songs[0]?.startMs).to.equal(FIRST_DATE_MS - 1_000);
  });

  it('lets the last of several in one part count, so that nobody fills a playlist', () => {
    const flood = Array.from({ length: 1_000 }, (_, i) =>
      song(String(i), FIRST_SAMPLE + 9_215 + (i > 997 ? 1 : 0)),
    );
    const { songs } = addSongs(manifestOf({ openParts: 2 }), flood);
    expect(songs.map(({ id }) => id)).to.deep.equal(['997', '999']);
  });

  it('keeps a song until the next one has begun before the window', () => {
    let manifest = addSongs(manifestOf({ complete: 2, windowSegments: 2 }), [
      song('a', FIRST_SAMPLE),
      song('b', FIRST_SAMPLE + SEGMENT_SAMPLES),
      song('c', FIRST_SAMPLE + SEGMENT_SAMPLES + 9_216),
    ]);
    const idsAfterSegment = (msn: number) => {
      const grown = addPart(manifest, { msn, dateMs: FIRST_DATE_MS + (msn - 100) * 1_920 });
      manifest = completeOpenSegment(grown);
      return manifest.songs.map(({ id }) => id).join('');
    };
    expect(idsAfterSegment(102)).to.equal('bc');
    expect(idsAfterSegment(103)).to.equal('c');
    expect(idsAfterSegment(104)).to.equal('c');
  });
});
