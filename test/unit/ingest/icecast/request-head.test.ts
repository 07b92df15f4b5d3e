import { expect } from 'chai';
import { parseRequestHead } from '../../../../packages/ingest/src/icecast/request-head.ts';

function headersOf(...lines: string[]): Record<string, string> {
  const head = ['SOURCE /main HTTP/1.0', ...lines, '', ''].join('\r\n');
  return Object.fromEntries(parseRequestHead(Buffer.from(head)).headers);
}

describe('head of a source client', () => {
  it('has values without the blanks around them', () => {
    const headers = headersOf(
      'Ice-Name: \t Ärzte: live \t',
      'ice-url:http://a:8000/',
      'X-Empty:',
      'x-empty:  ',
    );
    expect(headers).to.deep.equal({ 'ice-name': 'Ärzte: live', 'ice-url': 'http://a:8000/', 'x-empty': '' });
  });

  it('may have been encoded twice', () => {
    const twice = Buffer.from('É').toString('latin1');
    expect(headersOf(`ice-name: ${twice}`)).to.deep.equal({ 'ice-name': twice });
  });

  const refused: [string, string][] = [
    ['no colon', 'no colon here'],
    ['no name', ': value'],
    ['a name with a blank', 'ice name: value'],
    ['a control character', 'ice-name: a\u0000b'],
    ['a CR on its own', 'ice-name: a\rb'],
  ];
  for (const [name, line] of refused) {
    it(`is refused for a line with ${name}`, () => {
      expect(() => headersOf(line)).to.throw(/A request of a source client was expected; ".+" came\./);
    });
  }

  const blanks = ' '.repeat(16_000);
  const slow: [string, string][] = [
    ['blanks within a value', `a${blanks}b`],
    ['blanks before a CR', `${blanks}\rx`],
    ['blanks before a line separator', `${blanks}\u2028x`],
  ];
  for (const [name, value] of slow) {
    it(`takes no time to read, however many ${name} it has`, () => {
      const beganAtMs = performance.now();
      try {
        headersOf(`x: ${value}`);
      } catch {
        // Whether it is refused is not asked here.
      }
      expect(performance.now() - beganAtMs).to.be.below(50);
    });
  }
});
