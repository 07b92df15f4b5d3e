import { renderMediaPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import { FIRST_DATE_MS, manifestOf } from '../../../helpers/manifest-model.ts';
import { parseMediaPlaylist } from '../../../helpers/strict-playlist.ts';

const MODEL = {
  profile: 'relaxed',
  complete: 2,
  openParts: 1,
  songs: [
    { ...songAt(-48_000), id: 'a', title: 'Before' },
    { ...songAt(92_160 + 4_800), id: 'b', title: 'Within, 100 % "live"', artist: 'Ärzte' },
    { ...songAt(2 * 92_160 + 30_719), id: 'c', title: null },
  ],
} as const;
const TEXT = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=1.920
#EXT-X-PART-INF:PART-TARGET=0.640
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-DATERANGE:ID="a",CLASS="ringcast.song",START-DATE="2025-11-20T11:59:59.000Z",END-ON-NEXT=YES,X-TITLE="Before"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.640,URI="100.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="100.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="100.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
100.m4s
#EXT-X-DATERANGE:ID="b",CLASS="ringcast.song",START-DATE="2025-11-20T12:00:02.020Z",END-ON-NEXT=YES,X-TITLE="Within, 100 % “live”",X-ARTIST="Ärzte"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:01.920Z
#EXT-X-PART:DURATION=0.640,URI="101.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="101.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="101.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
101.m4s
#EXT-X-DATERANGE:ID="c",CLASS="ringcast.song",START-DATE="2025-11-20T12:00:04.480Z",END-ON-NEXT=YES
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:03.840Z
#EXT-X-PART:DURATION=0.640,URI="102.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="102.1.m4s"
`;

describe('EXT-X-DATERANGE', () => {
  it('tells of a song from before the window, one within a segment, and that nothing plays, to the letter', () => {
    expect(renderMediaPlaylist(manifestOf(MODEL), 'aac-96')).to.equal(TEXT);
  });

  it('is accepted by hls-parser in strict mode, which finds each with its segment', () => {
    const ranges = parseMediaPlaylist(TEXT).segments.map(({ dateRange }) => dateRange);
    expect(ranges.map((range) => range?.id)).to.deep.equal(['a', 'b', 'c']);
    expect(ranges[1]).to.deep.include({
      start: new Date(FIRST_DATE_MS + 2_020),
      attributes: { 'X-TITLE': 'Within, 100 % “live”', 'X-ARTIST': 'Ärzte' },
    });
  });

  it('lets no title say anything but a title', () => {
    const nasty = '"\r\n#EXT-X-ENDLIST\n\u2028\0,X-ARTIST="b"\ud800\u0085{$variable}';
    const song = { ...songAt(0), title: nasty, artist: nasty };
    const text = renderMediaPlaylist(manifestOf({ openParts: 1, songs: [song] }), 'aac-96');
    expect(text.split('\n').filter((line) => line.includes('ENDLIST'))).to.deep.equal([
      '#EXT-X-DATERANGE:ID="song",CLASS="ringcast.song",START-DATE="2025-11-20T12:00:00.000Z",END-ON-NEXT=YES,' +
        'X-TITLE="“ # EXT-X-ENDLIST ,X-ARTIST=”b” { $variable}",X-ARTIST="“ # EXT-X-ENDLIST ,X-ARTIST=”b” { $variable}"',
    ]);
    expect(parseMediaPlaylist(text).endlist).to.equal(false);
  });
});

/** Of a song that begins so many samples after the first one of segment 100. */
function songAt(sample: number) {
  const startMs = FIRST_DATE_MS + Math.round(sample / 48);
  return { id: 'song', title: 'A', artist: null, startSample: 100 * 92_160 + sample, startMs };
}
