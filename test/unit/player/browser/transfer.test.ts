import { expect } from 'chai';
import { LinkMeter } from '../../../../packages/player/browser/playback/link-meter.ts';
import { sampleOf } from '../../../../packages/player/browser/playback/transfer.ts';

/** Packets of 1,250 bytes, 10 kbit each, at these times. */
function packetsAt(...timesMs: readonly number[]): { bytes: number; atMs: number }[] {
  return timesMs.map((atMs) => ({ bytes: 1_250, atMs }));
}

describe('sampleOf', () => {
  it('counts from the first bytes on: what was before was waiting', () => {
    expect(sampleOf(packetsAt(5_000, 5_100))).to.deep.equal({
      atMs: 5_100,
      bitrateBps: 100_000,
      bytes: 2_500,
      isCertain: false,
    });
  });

  it('is certain of a narrow link by several packets', () => {
    const sample = sampleOf(packetsAt(0, 100, 200, 300));
    expect(sample).to.deep.equal({ atMs: 300, bitrateBps: 100_000, bytes: 5_000, isCertain: true });
  });

  it('tells a hiccup from a narrow link', () => {
    expect(sampleOf(packetsAt(0, 1, 201, 202))?.bitrateBps).to.be.above(1_000_000);
  });

  it('says nothing of a response in one packet', () => {
    expect(sampleOf(packetsAt(100))).to.equal(undefined);
  });

  it('takes packets that came all at once for a fast link', () => {
    expect(sampleOf([{ bytes: 6_000, atMs: 100 }])?.bitrateBps).to.be.above(1_000_000);
  });
});

describe('LinkMeter', () => {
  const grid = { partsPerSegment: 10, partMs: 200 };

  it('tells how much later than the quickest ones a part came', () => {
    const meter = new LinkMeter();
    expect(meter.noteArrival({ msn: 7, part: 8 }, grid, 1_000)).to.equal(0);
    expect(meter.noteArrival({ msn: 7, part: 9 }, grid, 1_250)).to.equal(50);
    expect(meter.noteArrival({ msn: 8, part: 0 }, grid, 1_400)).to.equal(0);
  });

  it('forgets the quickest ones of long ago', () => {
    const meter = new LinkMeter();
    meter.noteArrival({ msn: 0, part: 0 }, grid, 0);
    meter.noteArrival({ msn: 10, part: 0 }, grid, 20_100);
    expect(meter.noteArrival({ msn: 20, part: 0 }, grid, 40_100)).to.equal(0);
  });
});
