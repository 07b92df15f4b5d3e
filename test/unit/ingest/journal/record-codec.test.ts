import { expect } from 'chai';
import { JournalError } from '../../../../packages/ingest/src/journal/journal-error.ts';
import type { StoredRecord } from '../../../../packages/ingest/src/journal/journal-record.ts';
import {
  decodeRecord,
  encodeRecord,
  recordBytesOf,
} from '../../../../packages/ingest/src/journal/record-codec.ts';
import { encodeBlock } from '../../../../packages/ingest/src/wire/block.ts';

const FORMAT = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } as const;
const EPOCH = { epoch: 3, startSample: 960, format: FORMAT };
const PLACEMENT = { sample: 960, position: 84_000_000_000_000, sampleRateHz: 48_000 };
const BLOCK = {
  kind: 'pcm',
  epoch: 3,
  startSample: 960,
  samples: 2,
  payload: Uint8Array.of(1, 0, 255, 255, 0, 128, 255, 127),
} as const;

const RECORDS: readonly StoredRecord[] = [
  {
    type: 'header',
    version: 1,
    station: 'main',
    session: 'a-session',
    epoch: EPOCH,
    nextSample: 960,
    placement: PLACEMENT,
  },
  { type: 'epoch', ...EPOCH },
  { type: 'placement', ...PLACEMENT },
  { type: 'clock', sample: 960, capturedAtMs: 1_763_653_358_123.4 },
  { type: 'block', frame: encodeBlock(BLOCK) },
  { type: 'gap', epoch: 3, startSample: 962, samples: 480, reason: 'device dropped frames' },
  { type: 'end', endSample: 1_442, reason: 'stopped' },
];

function bytesOf(records: readonly StoredRecord[]): Buffer {
  return Buffer.concat(records.flatMap((record) => encodeRecord(record)));
}

/** The records up to the first that is not whole. */
function readAll(bytes: Uint8Array): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (let offset = 0; ; ) {
    const decoded = decodeRecord(bytes, offset);
    if (decoded.type !== 'record') return records;
    records.push(decoded.record);
    offset += decoded.bytes;
  }
}

/** How many records end at or before a byte. */
function wholeBefore(byte: number): number {
  const ends = RECORDS.map((_, index) => bytesOf(RECORDS.slice(0, index + 1)).length);
  return ends.filter((end) => end <= byte).length;
}

describe('encodeRecord', () => {
  it('writes length, checksum and type before a frame, which stays as it is', () => {
    expect(bytesOf([{ type: 'block', frame: encodeBlock(BLOCK) }]).toString('hex')).to.equal(
      '1c000000' +
        '2935118f' +
        '03' +
        'ca1c595a' +
        '01000300' +
        'c003000000000000' +
        '02000000' +
        '0100ffff0080ff7f',
    );
  });

  it('writes everything else as JSON', () => {
    const bytes = bytesOf([{ type: 'end', endSample: 1_442, reason: 'stopped' }]);
    expect(bytes.subarray(0, 9).toString('hex')).to.equal('320000005adee22207');
    expect(bytes.subarray(9).toString()).to.equal('{"type":"end","endSample":1442,"reason":"stopped"}');
  });
});

describe('recordBytesOf', () => {
  it('is as long as what is written', () => {
    for (const record of RECORDS)
      expect(recordBytesOf(record), record.type).to.equal(bytesOf([record]).length);
  });

  it('refuses what is longer than the longest frame', () => {
    const record = { type: 'block', frame: new Uint8Array(65_537) } as const;
    expect(() => recordBytesOf(record))
      .to.throw(JournalError, 'A record may have at most 65536 bytes; a block of 65537 came.')
      .with.property('code', 'record-too-long');
    expect(recordBytesOf({ type: 'block', frame: new Uint8Array(65_536) })).to.equal(65_545);
  });
});

describe('decodeRecord', () => {
  it('reads what encodeRecord wrote', () => {
    const normal = (records: readonly StoredRecord[]) =>
      records.map((record) => (record.type === 'block' ? { ...record, frame: [...record.frame] } : record));
    expect(normal(readAll(bytesOf(RECORDS)))).to.deep.equal(normal(RECORDS));
  });

  it('leaves exactly the whole records of a file that is cut anywhere', () => {
    const bytes = bytesOf(RECORDS);
    for (let length = 0; length <= bytes.length; length++) {
      const read = readAll(bytes.subarray(0, length));
      expect(read.length, `cut at byte ${length}`).to.equal(wholeBefore(length));
      expect(read.map(({ type }) => type)).to.deep.equal(
        RECORDS.slice(0, read.length).map(({ type }) => type),
      );
    }
  });

  it('ends before a record in which any bit is turned', () => {
    const bytes = bytesOf(RECORDS);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(readAll(damaged).length, `bit ${bit & 7} of byte ${bit >> 3}`).to.equal(wholeBefore(bit >> 3));
    }
  });

  it('tells a record that goes on from one that is damaged', () => {
    const bytes = bytesOf(RECORDS.slice(0, 1));
    expect(decodeRecord(bytes.subarray(0, 8), 0).type).to.equal('incomplete');
    expect(decodeRecord(bytes.subarray(0, -1), 0).type).to.equal('incomplete');
    bytes.writeUInt8(0, 20);
    expect(decodeRecord(bytes, 0).type).to.equal('damaged');
    bytes.writeUInt32LE(65_537, 0);
    expect(decodeRecord(bytes, 0).type, 'a length that no record has').to.equal('damaged');
  });

  it('takes no zeros for a record, as a crash may leave them', () => {
    expect(decodeRecord(Buffer.alloc(4_096), 0).type).to.equal('damaged');
  });

  it('takes no record of a later version, nor one with numbers out of their bounds', () => {
    const header = { ...RECORDS[0], version: 2 } as unknown as StoredRecord;
    const placement = { type: 'placement', ...PLACEMENT, sampleRateHz: 7_999 } as const;
    const end = { type: 'end', endSample: -1, reason: 'over' } as const;
    for (const record of [header, placement, end]) {
      expect(decodeRecord(bytesOf([record]), 0).type, record.type).to.equal('damaged');
    }
  });
});
