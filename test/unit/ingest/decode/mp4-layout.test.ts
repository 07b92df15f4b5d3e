import { expect } from 'chai';
import { mp4LayoutOf } from '../../../../packages/ingest/src/decode/mp4-layout.ts';

describe('mp4LayoutOf', () => {
  const box = (type: string, bytes = 8): Buffer => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeUInt32BE(bytes, 0);
    buffer.write(type, 4, 'latin1');
    return buffer;
  };
  const cases: [name: string, opening: Buffer, layout: string][] = [
    ['nothing yet', Buffer.alloc(0), 'unknown'],
    ['what is no MP4', Buffer.from('OggS\0\0\0\0'), 'stream'],
    ['the first box alone', box('ftyp', 32), 'unknown'],
    ['the index first', Buffer.concat([box('ftyp', 32), box('moov', 500)]), 'stream'],
    ['fragments', Buffer.concat([box('styp', 24), box('moof')]), 'stream'],
    ['the sound first', Buffer.concat([box('ftyp', 32), box('free'), box('mdat')]), 'index-last'],
    ['half of a box before', Buffer.concat([box('ftyp', 32), box('free', 900)]).subarray(0, 100), 'unknown'],
    ['a box of 4 GB before', Buffer.concat([box('ftyp'), Buffer.from('ffffffff66726565', 'hex')]), 'stream'],
    ['a box without size', Buffer.concat([box('ftyp'), Buffer.from('0000000066726565', 'hex')]), 'stream'],
  ];
  for (const [name, opening, layout] of cases) {
    it(`of ${name} is ${layout}`, () => {
      expect(mp4LayoutOf(opening)).to.equal(layout);
    });
  }
});
