import { partName, segmentName } from '@ringcast/segmenter';
import { expect } from 'chai';
import { parseMediaName } from '../../../../packages/segmenter/src/window/media-name.ts';

describe('parseMediaName', () => {
  it('understands the names of segments and parts', () => {
    expect(parseMediaName(segmentName(918_402_117))).to.deep.equal({ msn: 918_402_117, part: undefined });
    expect(parseMediaName(partName(918_402_117, 29))).to.deep.equal({ msn: 918_402_117, part: 29 });
  });

  const others = [
    'init-0123456789ab.mp4',
    'live.m3u8',
    '.m4s',
    '1.m4s.tmp',
    '-1.m4s',
    '1..m4s',
    '1.2.3.m4s',
    '1e3.m4s',
  ];
  for (const name of [...others, ' 1.m4s', '1.m4s\n', '1234567890123456.m4s', '../1.m4s']) {
    it(`takes ${JSON.stringify(name)} for neither`, () => {
      expect(parseMediaName(name)).to.equal(undefined);
    });
  }
});
