import { expect } from 'chai';
import { reloadAfterMs } from '../../../../packages/server/src/doctor/stream/live-probe.ts';
import { LOW_LATENCY_RULES } from '../../../../packages/server/src/doctor/stream/low-latency-rules.ts';
import { MEDIA_PLAYLIST_RULES } from '../../../../packages/server/src/doctor/stream/media-playlist-rules.ts';
import { RELOAD_RULES } from '../../../../packages/server/src/doctor/stream/reload-rules.ts';
import { applyRules } from '../../../../packages/server/src/doctor/stream/rule.ts';
import { LOW_LATENCY_PLAYLIST } from '../../../helpers/low-latency-playlist.ts';
import { type Breach, mediaOf, whatOf } from '../../../helpers/rule-breach.ts';

const SEGMENTS = LOW_LATENCY_PLAYLIST.slice(LOW_LATENCY_PLAYLIST.indexOf('#EXT-X-PROGRAM-DATE-TIME'));
const LATER = LOW_LATENCY_PLAYLIST.replace(
  '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="103.1.m4s"',
  '#EXT-X-PART:DURATION=0.5,URI="103.1.m4s",INDEPENDENT=YES\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="103.2.m4s"',
);

describe('rules for media playlists', () => {
  it('find nothing in a playlist that keeps to them', () => {
    expect(judge(LOW_LATENCY_PLAYLIST)).to.deep.equal([]);
  });

  it('find nothing where a segment is whole and of the next there is no more than a hint', () => {
    const open = LOW_LATENCY_PLAYLIST.indexOf('#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:06');
    const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="103.0.m4s"\n';
    expect(judge(`${LOW_LATENCY_PLAYLIST.slice(0, open)}${hint}`)).to.deep.equal([]);
  });

  const breaches: Breach[] = [
    {
      from: '#EXTINF:2,\n101',
      to: '#EXTINF:2.6,\n101',
      says: 'Segment 101.m4s lasts 2.6 s, more than the target',
    },
    { from: SEGMENTS, to: '', says: 'The playlist has no segment.' },
    { from: 'VERSION:6', to: 'VERSION:4', says: 'EXT-X-VERSION is 4; 6 is needed.' },
    {
      from: '#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:02.000Z\n',
      to: '',
      says: '1 of 4 segments have no date.',
    },
    { from: '12:00:02.000Z', to: '12:00:02.300Z', says: 'The date after segment 100.m4s is off by 300 ms.' },
    {
      from: '2026-11-20T12:00:02.000Z',
      to: '20261120T120002Z',
      says: 'The date of segment 101 cannot be read.',
    },
    { from: '#EXT-X-DISCONTINUITY-SEQUENCE:0\n', to: '', says: 'There is no EXT-X-DISCONTINUITY-SEQUENCE.' },
    {
      from: 'DURATION=0.5,URI="103.0',
      to: 'DURATION=0.501,URI="103.0',
      says: 'Part 103.0.m4s lasts 0.501 s, more than',
    },
    {
      from: 'DURATION=0.5,URI="102.1',
      to: 'DURATION=0.4,URI="102.1',
      says: 'Part 102.1.m4s lasts 0.4 s, at a target',
    },
    { from: 'CAN-BLOCK-RELOAD=YES,', to: '', says: 'There are parts, and no CAN-BLOCK-RELOAD=YES.' },
    {
      from: 'PART-HOLD-BACK=1.5',
      to: 'PART-HOLD-BACK=0.8',
      says: 'PART-HOLD-BACK is 0.8, at a part target of 0.5 s.',
    },
    { from: 'PART-HOLD-BACK=1.5', to: 'PART-HOLD-BACK=1', says: 'PART-HOLD-BACK is 2.0 part targets.' },
    { from: 'HOLD-BACK=6', to: 'HOLD-BACK=4', says: 'HOLD-BACK is 4 s, at a target duration of 2 s.' },
    { from: '"103.0.m4s",INDEPENDENT=YES', to: '"103.0.m4s"', says: '1 of 5 parts are not INDEPENDENT=YES.' },
    { from: /#EXT-X-PRELOAD-HINT.*\n/, to: '', says: 'The next part is not hinted.' },
    { from: /$/, to: '#EXT-X-ENDLIST\n', says: 'EXT-X-ENDLIST stands beside a preload hint.' },
    { from: '"103.0.m4s",', to: '"103.0.m4s",BYTERANGE="9@0",', says: '1 parts are ranges of bytes.' },
    {
      from: '#EXTINF:2,\n102',
      to: '#EXTINF:1.9,\n102',
      says: 'Segment 102.m4s lasts 1.9 s, and its parts 2.000 s.',
    },
    {
      from: SEGMENTS,
      to: SEGMENTS.slice(SEGMENTS.indexOf('#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:04')),
      says: 'The window is 2.0 s long',
    },
  ];
  for (const { from, to, says } of breaches) {
    it(`say "${says}"`, () => {
      expect(judge(LOW_LATENCY_PLAYLIST.replace(from, to)).join('\n')).to.contain(says);
    });
  }

  it('say of a date that cannot be read nothing else', () => {
    const odd = LOW_LATENCY_PLAYLIST.replace('2026-11-20T12:00:02.000Z', '20261120T120002Z');
    expect(judge(odd)).to.deep.equal(['The date of segment 101 cannot be read.']);
  });

  function judge(text: string): string[] {
    const snapshot = mediaOf(text);
    return whatOf([
      ...applyRules(MEDIA_PLAYLIST_RULES, snapshot),
      ...applyRules(LOW_LATENCY_RULES, snapshot),
    ]);
  }
});

describe('rules for reloads', () => {
  it('find nothing where a playlist only goes on', () => {
    expect(judge(LATER)).to.deep.equal([]);
  });

  it('find nothing where only the first segment has a date, and the window moves on', () => {
    expect(judge(windowFrom(101), windowFrom(100))).to.deep.equal([]);
  });

  it('find nothing where dates cannot be read', () => {
    const odd = (text: string): string => text.replaceAll(/(DATE-TIME:.*)T(..):(..):(..)/g, '$1T$2$3$4');
    expect(judge(odd(LATER), odd(LOW_LATENCY_PLAYLIST))).to.deep.equal([]);
  });

  const breaches: Breach[] = [
    { from: 'TARGETDURATION:2', to: 'TARGETDURATION:3', says: 'EXT-X-TARGETDURATION changed from 2 to 3.' },
    { from: 'PART-TARGET=0.5', to: 'PART-TARGET=0.6', says: 'PART-TARGET changed from 0.5 to 0.6.' },
    {
      from: 'MEDIA-SEQUENCE:100',
      to: 'MEDIA-SEQUENCE:90',
      says: 'The media sequence went back from 100 to 90.',
    },
    { from: '\n101.m4s', to: '\n101b.m4s', says: 'Segment 101 changed from 101.m4s, 2 s' },
    { from: '12:00:02.000Z', to: '12:00:02.300Z', says: 'The date of segment 101 moved by 300 ms.' },
    { from: '"103.0.m4s"', to: '"103.0b.m4s"', says: 'Part 103.0.m4s 0.5 of segment 103 became another.' },
    { from: 'DISCONTINUITY-SEQUENCE:0', to: 'DISCONTINUITY-SEQUENCE:1', says: 'went from 0 to 1 while 0' },
    { from: LATER, to: LOW_LATENCY_PLAYLIST, says: 'Nothing new came' },
  ];
  for (const { from, to, says } of breaches) {
    it(`say "${says}"`, () => {
      expect(judge(LATER.replace(from, to)).join('\n')).to.contain(says);
    });
  }

  it('come after a segment and a half, or 15 s, which is too soon to miss something new in longer segments', () => {
    const long = LOW_LATENCY_PLAYLIST.replace('TARGETDURATION:2', 'TARGETDURATION:12');
    expect(reloadAfterMs(mediaOf(LOW_LATENCY_PLAYLIST))).to.equal(3_000);
    expect(reloadAfterMs(mediaOf(long))).to.equal(15_000);
    expect(judge(LOW_LATENCY_PLAYLIST, LOW_LATENCY_PLAYLIST).join('\n')).to.contain('Nothing new came');
    expect(judge(long, long)).to.deep.equal([]);
  });

  function windowFrom(first: number): string {
    const segments = [0, 1, 2].map((index) => `#EXTINF:2,\n${first + index}.ts\n`);
    const head = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n`;
    return `${head}#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:0${2 * (first - 100)}Z\n${segments.join('')}`;
  }

  function judge(after: string, before = LOW_LATENCY_PLAYLIST): string[] {
    const reload = { before: mediaOf(before), after: mediaOf(after) };
    return whatOf(applyRules(RELOAD_RULES, { ...reload, laterMs: reloadAfterMs(reload.before) }));
  }
});
