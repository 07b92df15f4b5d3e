import { expect } from 'chai';
import { FrameRing, type KeptFrame } from '../../../../packages/ingest/src/journal/frame-ring.ts';

const RING_BYTES = 256 * 1_024;

describe('FrameRing', () => {
  it('keeps every frame as it was until it is released, whatever comes after it', () => {
    const ring = new FrameRing();
    const waiting: { kept: KeptFrame; number: number }[] = [];
    for (let number = 0; number < 2_000; number += 1) {
      waiting.push({ kept: ring.keep(frameOf(number)), number });
      const written = waiting.splice(0, number % 37 === 0 ? waiting.length - 3 : 0);
      for (const { kept, number: at } of [...written, ...waiting]) {
        expect(Buffer.from(kept.frame).equals(frameOf(at)), `frame ${at}`).to.equal(true);
      }
      for (const { kept } of written) ring.release(kept.ringBytes);
    }
  });

  it('copies them: the memory in which they came can be used again', () => {
    const frame = frameOf(1);
    const { frame: kept } = new FrameRing().keep(frame);
    frame.fill(0);
    expect(Buffer.from(kept).equals(frameOf(1))).to.equal(true);
  });

  it('takes frames as they are where it is full, and has room again once they are released', () => {
    const ring = new FrameRing();
    const frame = Buffer.alloc(RING_BYTES / 4);
    const inRing = Array.from({ length: 4 }, () => ring.keep(frame));
    expect(inRing.map(({ ringBytes }) => ringBytes)).to.deep.equal(Array(4).fill(RING_BYTES / 4));
    expect(ring.keep(frame)).to.deep.equal({ frame, ringBytes: 0 });
    ring.release(RING_BYTES / 4);
    expect(ring.keep(frame).ringBytes).to.equal(RING_BYTES / 4);
  });
});

/** 3,000 to 8,000 bytes that tell its number. */
function frameOf(number: number): Buffer {
  return Buffer.alloc(3_000 + ((number * 1_237) % 5_000), number % 251);
}
