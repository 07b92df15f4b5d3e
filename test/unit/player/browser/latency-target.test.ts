import { expect } from 'chai';
import { LatencyTarget } from '../../../../packages/player/browser/playback/latency-target.ts';

function targetOf(partMs: number, hasParts = true, canBlock = hasParts): LatencyTarget {
  const target = new LatencyTarget();
  target.setTiming({ partMs, hasParts, canBlock });
  return target;
}

describe('LatencyTarget', () => {
  it('is three parts behind the edge, never nearer than a busy machine can play', () => {
    expect(targetOf(192).atMs(0)).to.equal(576);
    expect(targetOf(64).atMs(0)).to.equal(256);
    expect(targetOf(640).atMs(0)).to.equal(1_920);
  });

  it('is three target durations behind the edge without parts', () => {
    expect(targetOf(2_000, false).atMs(0)).to.equal(6_000);
  });

  it('is nearer where the server tells of a segment at once', () => {
    expect(targetOf(2_000, false, true).atMs(0)).to.equal(4_500);
  });

  it('begins nearer, by what passes until the first sound', () => {
    expect(targetOf(192).startMs).to.be.within(192, 400);
    expect(targetOf(64).startMs).to.be.within(64, 130);
  });

  it('gives way at a stall, and no further than a second and a half', () => {
    const target = targetOf(192);
    target.noteStall(1_000);
    expect(target.atMs(1_000)).to.equal(826);
    for (let stall = 0; stall < 20; stall += 1) target.noteStall(1_000);
    expect(target.atMs(1_000)).to.equal(576 + 1_500);
  });

  it('gives way a little when parts come in the last moment, once a second', () => {
    const target = targetOf(192);
    target.noteArrival(20, 5_000);
    target.noteArrival(20, 5_100);
    target.noteArrival(300, 7_000);
    expect(target.atMs(7_000)).to.equal(626);
  });

  it('comes back slowly once it was quiet', () => {
    const target = targetOf(192);
    target.noteStall(0);
    expect(target.atMs(20_000)).to.equal(826);
    expect(target.atMs(30_000)).to.equal(726);
    expect(target.atMs(300_000)).to.equal(576);
  });
});
