import { expect } from 'chai';
import { parseDeliveryDirective } from '../../../packages/player/src/origin/delivery-directive.ts';
import { PlayerError } from '@ringcast/player';

describe('parseDeliveryDirective', () => {
  const readable: [string, object][] = [
    ['', { kind: 'none' }],
    ['utm=x', { kind: 'none' }],
    ['_HLS_skip=YES', { kind: 'none' }],
    ['_HLS_msn=0', { kind: 'segment', msn: 0 }],
    ['_HLS_msn=918466000', { kind: 'segment', msn: 918_466_000 }],
    ['_HLS_msn=007', { kind: 'segment', msn: 7 }],
    ['_HLS_msn=12&_HLS_part=3', { kind: 'part', msn: 12, part: 3 }],
    ['_HLS_part=3&x=1&_HLS_msn=12', { kind: 'part', msn: 12, part: 3 }],
    ['_HLS_msn=12&_HLS_part=3&_HLS_skip=v2', { kind: 'part', msn: 12, part: 3 }],
  ];
  for (const [query, directive] of readable) {
    it(`reads "${query}"`, () => expect(parseDeliveryDirective(query)).to.deep.equal(directive));
  }

  const malformed: [string, string][] = [
    ['_HLS_msn=1000000000000', '_HLS_msn is a whole number of 1 to 10 digits; "1000000000000" came.'],
    ['_HLS_msn=abc', '_HLS_msn is a whole number of 1 to 10 digits; "abc" came.'],
    ['_HLS_msn=-1', '_HLS_msn is a whole number of 1 to 10 digits; "-1" came.'],
    ['_HLS_msn=1e3', '_HLS_msn is a whole number of 1 to 10 digits; "1e3" came.'],
    ['_HLS_msn=1.5', '_HLS_msn is a whole number of 1 to 10 digits; "1.5" came.'],
    ['_HLS_msn=0x10', '_HLS_msn is a whole number of 1 to 10 digits; "0x10" came.'],
    ['_HLS_msn=NaN', '_HLS_msn is a whole number of 1 to 10 digits; "NaN" came.'],
    ['_HLS_msn=', '_HLS_msn is a whole number of 1 to 10 digits; "" came.'],
    ['_HLS_msn', '_HLS_msn is a whole number of 1 to 10 digits; "" came.'],
    ['_HLS_msn=+1', '_HLS_msn is a whole number of 1 to 10 digits; " 1" came.'],
    ['_HLS_msn=1%00', '_HLS_msn is a whole number of 1 to 10 digits; "1\\u0000" came.'],
    ['_HLS_msn=%E0%A4%A', '_HLS_msn is a whole number of 1 to 10 digits; "\uFFFD%A" came.'],
    ['_HLS_msn=%D9%A1', '_HLS_msn is a whole number of 1 to 10 digits; "\u0661" came.'],
    ['_HLS_msn=1&_HLS_msn=1', '_HLS_msn may be given once; it came 2 times.'],
    ['_HLS_msn=1&_HLS_part=x', '_HLS_part is a whole number of 1 to 10 digits; "x" came.'],
    ['_HLS_msn=1&_HLS_part=-0', '_HLS_part is a whole number of 1 to 10 digits; "-0" came.'],
    ['_HLS_msn=1&_HLS_part=', '_HLS_part is a whole number of 1 to 10 digits; "" came.'],
    ['_HLS_msn=1&_HLS_part=1&_HLS_part=2', '_HLS_part may be given once; it came 2 times.'],
    ['_HLS_part=3', '_HLS_part=3 needs the _HLS_msn of its segment; none came.'],
  ];
  for (const [query, message] of malformed) {
    it(`refuses "${query}"`, () => {
      expect(() => parseDeliveryDirective(query))
        .to.throw(PlayerError, message)
        .with.property('code', 'bad-directive');
    });
  }
});
