import { gridOf, PROFILES, renderMediaPlaylist, targetDurationSeconds } from '@ringcast/segmenter';
import { expect } from 'chai';
import { manifestOf, type ManifestModel } from '../../../helpers/manifest-model.ts';
import { parseMediaPlaylist } from '../../../helpers/strict-playlist.ts';

interface PlaylistCase {
  readonly name: string;
  readonly model: ManifestModel;
  readonly rendition?: string;
  readonly text: string;
}

const HEAD_LOW = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=0.576
#EXT-X-PART-INF:PART-TARGET=0.192`;

const FIRST_PARTS: readonly PlaylistCase[] = [
  {
    name: 'the first part ever',
    model: { openParts: 1 },
    text: `${HEAD_LOW}
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.192,URI="100.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="100.1.m4s"
`,
  },
  {
    name: 'a segment just completed',
    model: { profile: 'relaxed', firstMsn: 7, complete: 1 },
    text: `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=1.920
#EXT-X-PART-INF:PART-TARGET=0.640
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.640,URI="7.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="7.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="7.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
7.m4s
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.0.m4s"
`,
  },
  {
    name: 'ultra, two parts in',
    model: { profile: 'ultra', openParts: 2 },
    text: `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=0.192
#EXT-X-PART-INF:PART-TARGET=0.064
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.064,URI="100.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.064,URI="100.1.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="100.2.m4s"
`,
  },
  {
    name: 'standard: no parts, no server control, no hint',
    model: { profile: 'standard', renditions: ['aac-96', 'aac-48'], complete: 2 },
    text: `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXTINF:1.920,
100.m4s
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:01.920Z
#EXTINF:1.920,
101.m4s
`,
  },
];

const LATER: readonly PlaylistCase[] = [
  {
    name: 'a full window: ten segments and the open one, parts for the last three, five renditions',
    model: {
      profile: 'relaxed',
      renditions: ['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac'],
      firstMsn: 918_402_117,
      complete: 10,
      openParts: 2,
      discontinuitySequence: 4,
    },
    rendition: 'flac',
    text: `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=1.920
#EXT-X-PART-INF:PART-TARGET=0.640
#EXT-X-MEDIA-SEQUENCE:918402117
#EXT-X-DISCONTINUITY-SEQUENCE:4
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-flac.mp4"
${wholeSegments(918_402_117, 8)}
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:15.360Z
#EXT-X-PART:DURATION=0.640,URI="918402125.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="918402125.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="918402125.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
918402125.m4s
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:17.280Z
#EXT-X-PART:DURATION=0.640,URI="918402126.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="918402126.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="918402126.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
918402126.m4s
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:19.200Z
#EXT-X-PART:DURATION=0.640,URI="918402127.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="918402127.1.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="918402127.2.m4s"
#EXT-X-RENDITION-REPORT:URI="../aac-48/live.m3u8",LAST-MSN=918402127,LAST-PART=1
#EXT-X-RENDITION-REPORT:URI="../aac-96/live.m3u8",LAST-MSN=918402127,LAST-PART=1
#EXT-X-RENDITION-REPORT:URI="../aac-160/live.m3u8",LAST-MSN=918402127,LAST-PART=1
#EXT-X-RENDITION-REPORT:URI="../aac-256/live.m3u8",LAST-MSN=918402127,LAST-PART=1
`,
  },
  {
    name: 'the end, within a segment: a short last one, ENDLIST, no hint and no report',
    model: { renditions: ['aac-96', 'aac-48'], complete: 0, openParts: 3, hasEnded: true },
    text: `${HEAD_LOW}
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.192,URI="100.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.192,URI="100.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.192,URI="100.2.m4s",INDEPENDENT=YES
#EXTINF:0.576,
100.m4s
#EXT-X-ENDLIST
`,
  },
  {
    name: 'a discontinuity before the open segment',
    model: {
      profile: 'relaxed',
      complete: 1,
      openParts: 1,
      discontinuities: [101],
      discontinuitySequence: 2,
    },
    text: `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.000,PART-HOLD-BACK=1.920
#EXT-X-PART-INF:PART-TARGET=0.640
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-DISCONTINUITY-SEQUENCE:2
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-aac-96.mp4"
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.640,URI="100.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="100.1.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.640,URI="100.2.m4s",INDEPENDENT=YES
#EXTINF:1.920,
100.m4s
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:01.920Z
#EXT-X-PART:DURATION=0.640,URI="101.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="101.1.m4s"
`,
  },
];

describe('renderMediaPlaylist', () => {
  for (const { name, model, rendition = 'aac-96', text } of [...FIRST_PARTS, ...LATER]) {
    describe(name, () => {
      it('is written to the letter', () => {
        expect(renderMediaPlaylist(manifestOf(model), rendition)).to.equal(text);
      });

      it('is accepted by hls-parser in strict mode', () => {
        expect(parseMediaPlaylist(text).endlist).to.equal(model.hasEnded === true);
      });
    });
  }

  it('is accepted by hls-parser in strict mode at every part of every profile', () => {
    for (const profile of PROFILES) {
      const { partsPerSegment } = gridOf(profile);
      for (let complete = 1; complete <= 11; complete++) {
        for (let openParts = 0; openParts < partsPerSegment; openParts++) {
          parseMediaPlaylist(renderMediaPlaylist(manifestOf({ profile, complete, openParts }), 'aac-96'));
        }
      }
    }
  });

  it('has parts, segments and hold-backs within the bounds that players insist on', () => {
    for (const profile of ['ultra', 'low', 'relaxed'] as const) {
      const text = renderMediaPlaylist(manifestOf({ profile, complete: 4, openParts: 1 }), 'aac-96');
      const playlist = parseMediaPlaylist(text);
      const control = playlist.lowLatencyCompatibility;
      const partTarget = playlist.partTargetDuration ?? 0;
      const millisecondsOf = (seconds = 0) => Math.round(seconds * 1_000);
      expect(millisecondsOf(control?.partHoldBack)).to.be.at.least(3 * millisecondsOf(partTarget));
      expect(control?.holdBack).to.be.at.least(3 * playlist.targetDuration);
      for (const segment of playlist.segments) {
        // The open segment has parts and no duration.
        if (segment.uri) expect(Math.round(segment.duration)).to.be.at.most(playlist.targetDuration);
        expect(segment.parts.every(({ duration = 0 }) => duration <= partTarget)).to.equal(true);
      }
    }
  });
});

describe('targetDurationSeconds', () => {
  it('is 2 in every profile', () => {
    expect(PROFILES.map((profile) => targetDurationSeconds(gridOf(profile)))).to.deep.equal([2, 2, 2, 2]);
  });
});

function wholeSegments(firstMsn: number, count: number): string {
  const dates = ['00.000', '01.920', '03.840', '05.760', '07.680', '09.600', '11.520', '13.440'];
  return dates
    .slice(0, count)
    .map(
      (date, i) => `#EXT-X-PROGRAM-DATE-TIME:2025-11-20T12:00:${date}Z\n#EXTINF:1.920,\n${firstMsn + i}.m4s`,
    )
    .join('\n');
}
