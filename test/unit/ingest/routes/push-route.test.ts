import { isPush } from '@ringcast/ingest';
import { expect } from 'chai';
import type { IncomingMessage } from 'node:http';

describe('isPush', () => {
  const rows: [string, string, boolean][] = [
    ['PUT', '/ingest/main?format=s16le', true],
    ['POST', '/ingest/main', true],
    ['PUT', '/main', true],
    ['PUT', '/api/stations/main/now-playing', false],
    ['POST', '/admin/metadata', false],
    ['POST', '/api/stations/main/reports', false],
    ['GET', '/ingest/main', false],
  ];
  for (const [method, url, expected] of rows) {
    it(`is ${expected} for ${method} ${url}`, () => {
      expect(isPush({ method, url } as IncomingMessage)).to.equal(expected);
    });
  }
});
