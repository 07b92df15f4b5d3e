import { expect } from 'chai';
import { cleanText } from '../../../../packages/ingest/src/programme/clean-text.ts';

describe('clean text', () => {
  const rows: [string, string, string][] = [
    ['leaves what people write', 'Sigur Rós – Sæglópur (live) 🎧', 'Sigur Rós – Sæglópur (live) 🎧'],
    ['leaves scripts that run from right to left', 'שלום عليكم', 'שלום عليكم'],
    ['leaves joiners within words and emoji', 'می‌خواهم 👩‍🎤', 'می‌خواهم 👩‍🎤'],
    [
      'makes one line of control characters',
      'a\r\n#EXT-X-ENDLIST\u0000\u0007b\u0085c\u2028d\u2029e',
      'a #EXT-X-ENDLIST b c d e',
    ],
    ['takes marks of direction out', 'user\u202Egnp.exe\u202C \u2066a\u2069\u200F\u061C', 'usergnp.exe a'],
    ['takes out what nobody sees', '\uFEFFa\u00ADb\u200Bc\u{E0041}', 'abc'],
    ['takes out halves of characters', 'a\uD83Cb\uDFA7', 'ab'],
    ['composes', 'Zwo\u0308lf', 'Zwölf'],
    ['trims', '  a \t b  ', 'a b'],
  ];
  for (const [name, text, expected] of rows) {
    it(name, () => expect(cleanText(text, 100)).to.equal(expected));
  }

  it('cuts what is too long, between characters', () => {
    expect(cleanText('😀'.repeat(200), 5)).to.equal('😀😀😀😀…');
    expect(cleanText('x'.repeat(10_000), 200)).to.have.lengthOf(200);
    expect(cleanText('12345', 5)).to.equal('12345');
  });
});
