import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import {
  type Block,
  checkPayload,
  decodeBlock,
  encodeBlock,
  MAX_BLOCK_BYTES,
} from '../../../packages/ingest/src/wire/block.ts';
import { crc32 } from '../../../packages/ingest/src/wire/crc32.ts';
import type { PcmFormat } from '../../../packages/ingest/src/wire/pcm-format.ts';
import { WireError } from '../../../packages/ingest/src/wire/wire-error.ts';

const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const BLOCK: Block = {
  kind: 'pcm',
  epoch: 3,
  startSample: 2 ** 40 + 7,
  samples: 5,
  payload: Uint8Array.from({ length: 20 }, (_, index) => index + 1),
};

function errorOf(action: () => unknown): WireError {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('no WireError was thrown');
}

/** A frame with some bytes replaced and a checksum that fits them. */
function sealed(change: (view: DataView) => void): Uint8Array {
  const frame = encodeBlock(BLOCK);
  const view = new DataView(frame.buffer);
  change(view);
  view.setUint32(0, crc32(frame.subarray(4)), true);
  return frame;
}

describe('encodeBlock', () => {
  it('writes the bytes of the example in docs/protocol.md', async () => {
    const page = await readFile(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
    const example = /```\n((?:[0-9a-f]{2,16} *)+)\n```/.exec(page)?.[1]?.replaceAll(' ', '');
    const payload = new Uint8Array(Int16Array.of(1, -1, -32_768, 32_767).buffer);
    const frame = encodeBlock({ kind: 'pcm', epoch: 0, startSample: 960, samples: 2, payload });
    expect(Buffer.from(frame).toString('hex')).to.equal(example);
  });
});

describe('decodeBlock', () => {
  it('reads what encodeBlock wrote, from any place in memory', () => {
    const frame = encodeBlock(BLOCK);
    const moved = new Uint8Array(frame.length + 3);
    moved.set(frame, 3);
    for (const bytes of [frame, moved.subarray(3), Buffer.from(frame)]) {
      const { payload, ...header } = decodeBlock(bytes);
      expect({ ...header, payload: Uint8Array.from(payload) }).to.deep.equal(BLOCK);
    }
  });

  it('refuses a frame that is cut anywhere', () => {
    const frame = encodeBlock(BLOCK);
    for (let length = 0; length < frame.length; length++) {
      const { code } = errorOf(() => decodeBlock(frame.subarray(0, length)));
      expect(code).to.equal(length < 20 ? 'bad-message' : 'bad-checksum');
    }
  });

  it('refuses a frame in which any bit is turned', () => {
    const frame = encodeBlock(BLOCK);
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const damaged = Uint8Array.from(frame);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(errorOf(() => decodeBlock(damaged)).code).to.equal('bad-checksum');
    }
  });

  it('takes a frame of 65,536 bytes, and none that is longer', () => {
    const block: Block = {
      kind: 'pcm',
      epoch: 0,
      startSample: 0,
      samples: 1,
      payload: new Uint8Array(MAX_BLOCK_BYTES - 20),
    };
    expect(decodeBlock(encodeBlock(block)).payload.length).to.equal(65_516);
    const longer = { ...block, payload: new Uint8Array(MAX_BLOCK_BYTES - 19) };
    const { code, message } = errorOf(() => decodeBlock(encodeBlock(longer)));
    expect(code).to.equal('too-large');
    expect(message).to.equal('A block may have at most 65536 bytes; this one has 65537.');
  });

  const refusals: [string, (view: DataView) => void, string][] = [
    [
      'of an unknown kind',
      (view) => view.setUint8(4, 4),
      "A block's kind must be one of 1 (pcm), 2 (opus), 3 (mono); this one is 4.",
    ],
    [
      'whose reserved byte is set',
      (view) => view.setUint8(5, 9),
      'Byte 5 of a block must be 0; this one is 9.',
    ],
    [
      'without samples',
      (view) => view.setUint32(16, 0, true),
      'A block must hold at least 1 sample; this one says 0.',
    ],
    [
      'numbered beyond 2^53',
      (view) => view.setBigUint64(8, 2n ** 53n, true),
      "A block's samples must be numbered below 2^53; this one starts at 9007199254740992.",
    ],
  ];
  for (const [name, change, expected] of refusals) {
    it(`refuses a block ${name}`, () => {
      const { code, message } = errorOf(() => decodeBlock(sealed(change)));
      expect({ code, message }).to.deep.equal({ code: 'bad-message', message: expected });
    });
  }
});

describe('checkPayload', () => {
  it('takes a payload as long as its samples', () => {
    checkPayload(BLOCK, FORMAT);
    checkPayload(
      { ...BLOCK, payload: new Uint8Array(5 * 3 * 8) },
      { ...FORMAT, encoding: 's24le', channels: 8 },
    );
  });

  it('takes stand-ins of another length: an Opus packet, and mono of 16 bits', () => {
    checkPayload({ ...BLOCK, kind: 'opus', samples: 960, payload: new Uint8Array(4_000) }, FORMAT);
    checkPayload({ ...BLOCK, kind: 'mono', payload: new Uint8Array(5 * 2) }, FORMAT);
  });

  it('refuses an Opus packet that is empty or too long, and mono that does not fit', () => {
    for (const bytes of [0, 4_001]) {
      const block: Block = { ...BLOCK, kind: 'opus', payload: new Uint8Array(bytes) };
      expect(errorOf(() => checkPayload(block, FORMAT)).message).to.equal(
        `An Opus packet has 1 to 4000 bytes; the block at sample 1099511627783 holds ${bytes}.`,
      );
    }
    expect(errorOf(() => checkPayload({ ...BLOCK, kind: 'mono' }, FORMAT)).message).to.equal(
      'The block at sample 1099511627783 holds 20 bytes; 5 samples of mono s16le take 10.',
    );
  });

  it('refuses any other, saying what was expected', () => {
    const { code, message } = errorOf(() => checkPayload({ ...BLOCK, samples: 6 }, FORMAT));
    expect(code).to.equal('bad-message');
    expect(message).to.equal(
      'The block at sample 1099511627783 holds 20 bytes; 6 samples of 2 × s16le take 24.',
    );
  });
});
