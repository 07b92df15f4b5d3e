import { expect } from 'chai';
import { parsePlaylist } from '../../../../packages/server/src/doctor/stream/parsed-playlist.ts';
import { LOW_LATENCY_PLAYLIST } from '../../../helpers/low-latency-playlist.ts';

const PLAIN = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.ts\n';
const WITH_HOLD_BACK = PLAIN.replace('#EXTINF', '#EXT-X-SERVER-CONTROL:HOLD-BACK=6\n#EXTINF');

describe('a playlist by the letter', () => {
  it('has no problem where it keeps to it', () => {
    expect(problemsOf(LOW_LATENCY_PLAYLIST)).to.deep.equal([]);
    expect(problemsOf(PLAIN)).to.deep.equal([]);
  });

  it('is none, and told by its first fault', () => {
    expect(parsePlaylist('<html>').kind).to.equal('none');
    expect(problemsOf('<html>')).to.deep.equal([
      'fault: Invalid Playlist : The EXTM3U tag MUST be the first line.',
    ]);
  });

  it('may say how far to hold back without parts', () => {
    expect(problemsOf(WITH_HOLD_BACK)).to.deep.equal([]);
  });

  it('may list parts of a third complete segment', () => {
    const parts = [0, 1, 2, 3].map((n) => `#EXT-X-PART:DURATION=0.5,URI="100.${n}.m4s",INDEPENDENT=YES\n`);
    const third = LOW_LATENCY_PLAYLIST.replace('#EXTINF:2,\n100', `${parts.join('')}#EXTINF:2,\n100`);
    expect(problemsOf(third)).to.deep.equal([]);
  });

  it('tells every fault, also behind what is allowed', () => {
    const broken = WITH_HOLD_BACK.replace('HOLD-BACK=6', 'HOLD-BACK=5').replace(
      /#EXTINF.*\n/,
      '$&#EXT-X-GAP\n',
    );
    expect(problemsOf(broken)).to.deep.equal([
      'fault: Invalid Playlist : HOLD-BACK must be at least three times the EXT-X-TARGETDURATION.',
      'fault: Invalid Playlist : EXT-X-VERSION needs to be 8 or higher.',
    ]);
  });

  it('warns of what is advised against', () => {
    const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="103.2.m4s"\n';
    const [problem, ...others] = problemsOf(LOW_LATENCY_PLAYLIST + hint);
    expect(problem).to.match(/^warning: .*more than one EXT-X-PRELOAD-HINT/);
    expect(others).to.deep.equal([]);
  });

  for (const title of ['Café del Mar', '台北電台', 'Blue\u2028Monday', '100 % live 🎙']) {
    it(`may have segments with the title "${title}"`, () => {
      const titled = LOW_LATENCY_PLAYLIST.replaceAll(':2,', `:2,${title}`);
      expect(parsePlaylist(titled).kind).to.equal('media');
      expect(problemsOf(titled)).to.deep.equal([]);
    });
  }

  function problemsOf(text: string): string[] {
    return parsePlaylist(text).problems.map(({ level, what }) => `${level}: ${what}`);
  }
});
