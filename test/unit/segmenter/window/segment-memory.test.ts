import { expect } from 'chai';
import { SegmentMemory } from '../../../../packages/segmenter/src/window/segment-memory.ts';

/** A part of two renditions, each of its own bytes. */
const part = (value: number, lengths: readonly [number, number]): Buffer[] => [
  Buffer.alloc(lengths[0], value),
  Buffer.alloc(lengths[1], value + 100),
];

describe('SegmentMemory', () => {
  it('is its parts behind each other, in every rendition', () => {
    const memory = new SegmentMemory([30, 3_000]);
    const parts = [part(1, [10, 1_000]), part(2, [8, 900]), part(3, [11, 1_100])];
    for (const fragments of parts) expect(memory.add(fragments)).to.deep.equal(fragments);
    expect(memory.bytes).to.deep.equal(
      [0, 1].map((index) => Buffer.concat(parts.map((one) => one[index] ?? Buffer.alloc(0)))),
    );
  });

  it('keeps a part only once, and all renditions in one piece of memory', () => {
    const memory = new SegmentMemory([30, 3_000]);
    const [first, second] = memory.add(part(1, [10, 1_000]));
    expect(first?.buffer).to.equal(second?.buffer);
    first?.fill(9);
    expect(memory.bytes[0]).to.deep.equal(Buffer.alloc(10, 9));
  });

  it('takes more than was expected, and leaves the parts before it as they are', () => {
    const memory = new SegmentMemory([10, 10]);
    const before = memory.add(part(1, [10, 10]));
    const after = memory.add(part(2, [5_000, 1]));
    expect(before).to.deep.equal(part(1, [10, 10]));
    expect(after).to.deep.equal(part(2, [5_000, 1]));
    expect(memory.bytes.map(({ length }) => length)).to.deep.equal([5_010, 11]);
    expect(memory.bytes[0]?.subarray(0, 10)).to.deep.equal(Buffer.alloc(10, 1));
  });

  it('holds little more than was expected', () => {
    const [fragment] = new SegmentMemory([800, 80_000]).add(part(1, [80, 8_000]));
    expect(fragment?.buffer.byteLength).to.be.at.most(81_800 * 1.15);
  });
});
