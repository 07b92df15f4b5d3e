import { expect } from 'chai';
import { Pacer } from '../../../../packages/segmenter/src/timeline/pacer.ts';

const SAMPLES_PER_MS = 48;
const BLOCK_SAMPLES = 960;

describe('Pacer', () => {
  it('takes five minutes of a file no faster than real time', () => {
    const pacer = newPacer();
    let nowMs = 0;
    let takenMs = 0;
    let greatestLeadMs = 0;
    while (takenMs < 300_000) {
      nowMs += pacer.waitMs(nowMs);
      pacer.take(BLOCK_SAMPLES, nowMs);
      takenMs += BLOCK_SAMPLES / SAMPLES_PER_MS;
      greatestLeadMs = Math.max(greatestLeadMs, takenMs - nowMs - takenMs * 0.0003);
    }
    expect(greatestLeadMs, 'the beginning, and the block it is at').to.be.at.most(250 + 20);
    expect(nowMs).to.be.within(299_500, 300_000);
  });

  it('never lets a source wait that is 200 ppm fast, for a day', () => {
    const pacer = newPacer();
    const blockMs = BLOCK_SAMPLES / SAMPLES_PER_MS / 1.0002;
    let waits = 0;
    for (let nowMs = blockMs; nowMs < 24 * 3_600_000; nowMs += blockMs) {
      if (pacer.waitMs(nowMs) > 0) waits++;
      pacer.take(BLOCK_SAMPLES, nowMs);
    }
    expect(waits).to.equal(0);
  });

  it('lets no more than the burst come at once, however long the pause before', () => {
    const pacer = newPacer();
    expect(takeAll(pacer, 3_600_000)).to.be.within(1_000, 1_020);
    expect(takeAll(pacer, 7_200_000)).to.be.within(1_000, 1_020);
  });

  it('lets a source catch up as fast as it comes, to the burst ahead of real time', () => {
    expect(takeAll(newPacer({ mayCatchUp: true }), 30_000)).to.be.within(30_200, 30_290);
  });

  it('lets a source catch up that turns out to be behind, and no other', () => {
    const behind = newPacer({ mayCatchUp: true });
    behind.allow(9_000 * SAMPLES_PER_MS, 0);
    expect(takeAll(behind, 0)).to.be.within(9_000, 9_020);
    const pipe = newPacer();
    pipe.allow(9_000 * SAMPLES_PER_MS, 0);
    expect(takeAll(pipe, 0)).to.be.within(250, 270);
  });

  it('gives a source that is 200 ppm slow no credit, for a day', () => {
    const pacer = newPacer({ mayCatchUp: true });
    const blockMs = BLOCK_SAMPLES / SAMPLES_PER_MS / 0.9998;
    let nowMs = 0;
    for (; nowMs < 24 * 3_600_000; nowMs += blockMs) pacer.take(BLOCK_SAMPLES, nowMs);
    expect(takeAll(pacer, nowMs)).to.be.within(900, 1_100);
  });

  it('begins gently', () => {
    expect(takeAll(newPacer(), 0)).to.be.within(250, 270);
  });

  it('lets one block in that is larger than the burst, and has it waited out', () => {
    const pacer = newPacer();
    pacer.take(10_250 * SAMPLES_PER_MS, 0);
    expect(pacer.waitMs(0)).to.be.within(9_990, 10_000);
    expect(pacer.waitMs(10_001)).to.equal(0);
  });

  it('takes a clock that stands still or steps back for one that stands still', () => {
    const pacer = newPacer();
    takeAll(pacer, 1_000);
    const waitMs = pacer.waitMs(1_000);
    expect(pacer.waitMs(400)).to.equal(waitMs);
  });
});

function newPacer({ mayCatchUp = false } = {}): Pacer {
  return new Pacer({
    burstSamples: 1_000 * SAMPLES_PER_MS,
    firstSamples: 250 * SAMPLES_PER_MS,
    mayCatchUp,
    nowMs: 0,
  });
}

/** Takes what may come at once; returns how much, in ms. */
function takeAll(pacer: Pacer, nowMs: number): number {
  let takenMs = 0;
  while (pacer.waitMs(nowMs) === 0) {
    pacer.take(BLOCK_SAMPLES, nowMs);
    takenMs += BLOCK_SAMPLES / SAMPLES_PER_MS;
  }
  return takenMs;
}
