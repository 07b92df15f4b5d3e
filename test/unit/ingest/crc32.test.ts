import { expect } from 'chai';
import { crc32 } from '../../../packages/ingest/src/wire/crc32.ts';
import { crc32 as zlibCrc32 } from 'node:zlib';

describe('crc32', () => {
  it('gives the check value of IEEE 802.3', () => {
    expect(crc32(Buffer.from('123456789'))).to.equal(0xcbf43926);
  });

  it('gives what zlib gives, for every length up to 300', () => {
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 151) & 0xff));
    for (let length = 0; length <= bytes.length; length++) {
      expect(crc32(bytes.subarray(0, length))).to.equal(zlibCrc32(bytes.subarray(0, length)));
    }
  });
});
