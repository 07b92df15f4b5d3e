import { expect } from 'chai';
import { ANSWER_RULES } from '../../../../packages/server/src/doctor/stream/answer-rules.ts';
import {
  CONTINUITY_RULES,
  SEGMENT_BYTES_RULES,
} from '../../../../packages/server/src/doctor/stream/media-rules.ts';
import {
  type Ladder,
  MULTIVARIANT_RULES,
} from '../../../../packages/server/src/doctor/stream/multivariant-rules.ts';
import { parsePlaylist } from '../../../../packages/server/src/doctor/stream/parsed-playlist.ts';
import { applyRules } from '../../../../packages/server/src/doctor/stream/rule.ts';
import { LOW_LATENCY_PLAYLIST } from '../../../helpers/low-latency-playlist.ts';
import { type Breach, brokenText, mediaOf, whatOf } from '../../../helpers/rule-breach.ts';

describe('rules for multivariant playlists', () => {
  const MULTIVARIANT =
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=200000,AVERAGE-BANDWIDTH=190000,CODECS="mp4a.40.2"\nmid/live.m3u8\n' +
    '#EXT-X-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=90000,CODECS="mp4a.40.2"\nlow/live.m3u8\n' +
    '#EXT-X-STREAM-INF:BANDWIDTH=300000,AVERAGE-BANDWIDTH=290000,CODECS="mp4a.40.2"\nhigh/live.m3u8\n';

  it('find nothing in one that keeps to them', () => {
    expect(judge({})).to.deep.equal([]);
  });

  const breaches: (Breach & { readonly in: 'multivariant' | 'second' })[] = [
    {
      in: 'multivariant',
      from: ',CODECS="mp4a.40.2"\nlow',
      to: '\nlow',
      says: 'Variant low/live.m3u8 has no CODECS.',
    },
    {
      in: 'multivariant',
      from: ',AVERAGE-BANDWIDTH=90000',
      to: '',
      says: 'low/live.m3u8 has no AVERAGE-BANDWIDTH',
    },
    {
      in: 'multivariant',
      from: 'BANDWIDTH=200000',
      to: 'BANDWIDTH=50000',
      says: 'The first variant is the lowest.',
    },
    { in: 'second', from: 'TARGETDURATION:2', to: 'TARGETDURATION:3', says: 'low/live.m3u8 says 3' },
    {
      in: 'second',
      from: 'MEDIA-SEQUENCE:100',
      to: 'MEDIA-SEQUENCE:7',
      says: 'Media sequences lie between 7 and 100.',
    },
    {
      in: 'second',
      from: /#EXT-X-RENDITION-REPORT.*\n/,
      to: '',
      says: 'low/live.m3u8 does not report on every other',
    },
  ];
  for (const breach of breaches) {
    it(`say "${breach.says}"`, () => {
      expect(judge({ [breach.in]: breach }).join('\n')).to.contain(breach.says);
    });
  }

  function judge(broken: { multivariant?: Breach; second?: Breach }): string[] {
    const parsed = parsePlaylist(brokenText(MULTIVARIANT, broken.multivariant));
    if (parsed.kind !== 'multivariant') throw new Error('no multivariant playlist');
    const report = '#EXT-X-RENDITION-REPORT:URI="../high/live.m3u8",LAST-MSN=103,LAST-PART=0\n';
    const media = ['mid/live.m3u8', 'low/live.m3u8', 'high/live.m3u8'].map((uri, index) => ({
      uri,
      snapshot: mediaOf(brokenText(LOW_LATENCY_PLAYLIST + report, index === 1 ? broken.second : undefined)),
    }));
    const ladder: Ladder = { multivariant: parsed, media };
    return whatOf(applyRules(MULTIVARIANT_RULES, ladder));
  }
});

describe('rules for answers and media', () => {
  const headers = {
    'content-type': 'audio/mp4',
    'access-control-allow-origin': '*',
    'cache-control': 'max-age=60',
  };

  it('find nothing in a good answer', () => {
    expect(judgeAnswer({})).to.deep.equal([]);
  });

  for (const { broken, status, says } of [
    {
      broken: { 'content-type': 'text/plain' },
      says: 'a/1.m4s comes as text/plain; audio/mp4 was expected.',
    },
    { broken: { 'access-control-allow-origin': undefined }, says: 'has no Access-Control-Allow-Origin' },
    { broken: { 'cache-control': 'no-store' }, says: 'a/1.m4s may be kept for 0 s only.' },
    { broken: { 'cache-control': undefined }, says: 'has no Cache-Control with max-age' },
    { broken: {}, status: 404, says: 'a/1.m4s is answered with 404.' },
  ]) {
    it(`say "${says}"`, () => {
      expect(judgeAnswer(broken, status).join('\n')).to.contain(says);
    });
  }

  it('want a segment to be its parts', () => {
    const segment = {
      uri: '1.m4s',
      bytes: Buffer.from('abcd'),
      parts: [Buffer.from('ab'), Buffer.from('cd')],
    };
    expect(applyRules(SEGMENT_BYTES_RULES, segment)).to.deep.equal([]);
    const broken = { ...segment, bytes: Buffer.from('abcx') };
    expect(whatOf(applyRules(SEGMENT_BYTES_RULES, broken))).to.deep.equal([
      'Segment 1.m4s is not what its 2 parts are together.',
    ]);
  });

  it('want decoding times without a gap', () => {
    const spans = [
      { uri: '1.m4s', start: 0, end: 96_000 },
      { uri: '2.m4s', start: 96_100, end: 192_000 },
    ];
    expect(whatOf(applyRules(CONTINUITY_RULES, spans))).to.deep.equal([
      '2.m4s begins at 96100, and 1.m4s ends at 96000.',
    ]);
  });

  function judgeAnswer(broken: Readonly<Record<string, string | undefined>>, status = 200): string[] {
    const sent = Object.entries({ ...headers, ...broken }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
    return whatOf(
      applyRules(ANSWER_RULES, { what: 'media', uri: 'a/1.m4s', status, headers: new Headers(sent) }),
    );
  }
});
