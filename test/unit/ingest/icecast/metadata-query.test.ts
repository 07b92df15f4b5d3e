import { expect } from 'chai';
import { parseMetadataQuery } from '../../../../packages/ingest/src/icecast/metadata-query.ts';

describe('query of Icecast metadata', () => {
  const rows: [string, string, { artist: string | null; title: string } | undefined][] = [
    ['UTF-8', 'song=%C3%84rzte+-+Schrei%20nach', { artist: 'Ärzte', title: 'Schrei nach' }],
    [
      'the charset it names',
      'song=%CF%F0%E8%E2%E5%F2&charset=windows-1251',
      { artist: null, title: 'Привет' },
    ],
    ['UTF-8, whatever charset it names', 'song=%C3%84&charset=ISO-8859-1', { artist: null, title: 'Ä' }],
    ['Latin-1 where it names none', 'song=%C4rzte', { artist: null, title: 'Ärzte' }],
    [
      'Latin-1 where it names one that is none',
      'song=%C4rzte&charset=%00%FF',
      { artist: null, title: 'Ärzte' },
    ],
    ['title and artist apart', 'title=a+-+b&artist=c', { artist: 'c', title: 'a - b' }],
    ['no song', 'url=http%3A%2F%2Fx', undefined],
    ['escapes that are none', 'song=100%+%zz%4', { artist: null, title: '100% %zz%4' }],
    ['control characters', 'song=a%0D%0A%23EXTINF%3A0%00b', { artist: null, title: 'a #EXTINF:0 b' }],
  ];
  for (const [name, query, song] of rows) {
    it(`reads ${name}`, () => {
      const parsed = parseMetadataQuery(`mode=updinfo&mount=%2Fmain&${query}`);
      expect(parsed).to.deep.equal({ mode: 'updinfo', mount: '/main', song });
    });
  }
});
