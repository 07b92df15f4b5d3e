import { expect } from 'chai';
import { firstDifference, noiseRanges, numberedNoise } from '../../../helpers/numbered-noise.ts';
import { TimelineRun } from '../../../helpers/timeline-run.ts';

const MS = 48;
const HOLD_MS = 192;
const FADE_MS = 10;

describe('Timeline', () => {
  it('puts live samples on air as they come, bit for bit, whatever the size of their blocks', () => {
    const run = new TimelineRun({ startSample: 92_160 });
    let sample = 0;
    for (const samples of [960, 1, 479, 7_000, 128, 20_000, 3]) {
      run.timeline.push({ sample, pcm: numberedNoise(sample, samples), isClocked: true }, run.nowMs);
      sample += samples;
      run.wait(samples / MS);
    }
    expect(firstDifference(run.onAir, numberedNoise(0, sample))).to.equal(undefined);
    expect(run.timeline.position).to.equal(92_160 + sample);
  });

  it('puts nothing on air before the first sample', () => {
    const run = new TimelineRun();
    run.wait(10_000);
    expect(run.onAirMs).to.equal(0);
  });

  it('puts nothing on air for the hold when samples lack, and then goes on with them as if nothing was', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(HOLD_MS);
    expect(run.onAirMs).to.equal(1_000);
    run.sendLive(1_000, 2_000, { lateMs: HOLD_MS });
    expect(firstDifference(run.onAir, numberedNoise(0, 2_000 * MS))).to.equal(undefined);
  });

  it('puts half a part of silence on air at once when the hold is over', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(HOLD_MS + 20 + 20);
    expect(run.onAirMs).to.be.within(1_096, 1_096 + 40);
  });

  it('puts silence on air in real time while samples lack, by the hold and a block behind at most', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    for (let minute = 0; minute < 3; minute++) {
      run.wait(60_000);
      expect(run.nowMs - run.onAirMs).to.be.within(HOLD_MS / 2, HOLD_MS + 20 + 20);
    }
    expect(run.onAir.subarray((1_000 + FADE_MS) * MS * 4).every((byte) => byte === 0)).to.equal(true);
  });

  it('leaves out what is late of a clocked source, so that listeners are not pushed back', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(5_000);
    const behindMs = run.nowMs - run.onAirMs;
    for (let atMs = 1_000; atMs < 6_000; atMs += 20) run.send({ atMs });
    run.sendLive(6_000, 8_000);
    expect(run.nowMs - run.onAirMs).to.be.at.most(behindMs);
    const [before, after] = noiseRanges(run.onAir);
    expect(before).to.deep.equal([0, 1_000 * MS]);
    expect(after?.[0]).to.be.within((6_000 - HOLD_MS - 40) * MS, (6_000 - HOLD_MS / 2 + 40) * MS);
    expect(after?.[1]).to.equal(8_000 * MS);
  });

  it('puts each late sample where it was captured: sound and silence together are as long as the capture', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(3_000);
    run.sendLive(4_000, 6_000);
    const [, after] = noiseRanges(run.onAir);
    const expected = numberedNoise(after![0], after![1] - after![0]);
    const position = after![0] * 4;
    expect(run.onAir.subarray(position, position + expected.length).equals(expected)).to.equal(true);
  });

  it('takes the part of a block that is not late', () => {
    const run = new TimelineRun();
    run.send({ atMs: 0 });
    run.wait(1_000);
    const lateMs = run.onAirMs;
    const taken = run.send({ atMs: 20, samples: 2_000 * MS });
    expect(taken).to.equal((20 + 2_000 - lateMs) * MS);
    expect(run.onAirMs).to.equal(2_020);
  });

  it('follows a source that stays late by the same amount', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.sendLive(1_000, 8_000, { lateMs: 1_500 });
    const [, after] = noiseRanges(run.onAir);
    expect(after?.[0]).to.be.within(3_000 * MS, 3_500 * MS);
    expect(after?.[1], 'nothing is left out any more').to.equal(8_000 * MS);
    expect(noiseRanges(run.onAir)).to.have.length(2);
  });

  it('does not follow a source that is catching up', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(10_000);
    const behindMs = run.nowMs - run.onAirMs;
    // It sends one and a half times as fast as it captures.
    for (let atMs = 1_000; run.nowMs < 40_000 && atMs < run.nowMs; atMs += 30) {
      run.wait(20);
      run.send({ atMs, samples: 30 * MS });
    }
    expect(noiseRanges(run.onAir), 'only what was not late').to.have.length(2);
    run.sendLive(run.nowMs - (run.nowMs % 20), run.nowMs + 1_000);
    expect(run.nowMs - run.onAirMs).to.be.within(0, behindMs);
    expect(run.onAirMs, 'each sample lies where it was captured').to.equal(
      noiseRanges(run.onAir).at(-1)![1] / MS,
    );
  });

  it('lets nothing of a pipe be late, however long it paused', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000, { isClocked: false });
    run.wait(5_000);
    for (let atMs = 1_000; atMs < 2_000; atMs += 20) run.send({ atMs, isClocked: false });
    const [before, after] = noiseRanges(run.onAir);
    expect(before).to.deep.equal([0, 1_000 * MS]);
    expect(after?.[0], 'all but the fade').to.be.within(1_000 * MS, (1_000 + FADE_MS) * MS);
    expect(after?.[1]).to.equal(2_000 * MS);
  });

  it('puts no silence between large blocks that come when the ones before are over', () => {
    for (const isClocked of [true, false]) {
      const run = new TimelineRun({ holdMs: 96 });
      for (let atMs = 0; atMs < 6_000; atMs += 400) {
        run.send({ atMs, samples: 400 * MS, isClocked });
        run.wait(400);
      }
      expect(firstDifference(run.onAir, numberedNoise(0, 6_000 * MS))).to.equal(undefined);
    }
  });

  for (const isClocked of [true, false]) {
    it(`puts silence where samples were never captured, of a ${isClocked ? 'clocked source' : 'pipe'}`, () => {
      const run = new TimelineRun();
      run.sendLive(0, 1_000, { isClocked });
      run.send({ atMs: 1_250, isClocked });
      expect(run.onAirMs).to.equal(1_270);
      const [before, after] = noiseRanges(run.onAir);
      expect(before).to.deep.equal([0, 1_000 * MS]);
      expect(after?.[0], 'all but the fade').to.be.within(1_250 * MS, (1_250 + FADE_MS) * MS);
      expect(after?.[1]).to.equal(1_270 * MS);
      const silence = run.onAir.subarray((1_000 + FADE_MS) * MS * 4, 1_250 * MS * 4);
      expect(silence.every((byte) => byte === 0)).to.equal(true);
    });
  }

  it('puts another feed where the first has left off', () => {
    const run = new TimelineRun();
    run.sendLive(0, 1_000);
    run.wait(2_000);
    run.timeline.forgetFeed();
    const { position } = run.timeline;
    expect(run.timeline.feedPosition).to.equal(undefined);
    run.send({ atMs: 0 });
    expect(run.timeline.position).to.equal(position + 960);
    expect(run.timeline.feedPosition).to.equal(position);
  });

  it('pads with silence to the next multiple, and not at one', () => {
    const run = new TimelineRun({ startSample: 9_216 });
    run.timeline.padTo(9_216);
    expect(run.timeline.position).to.equal(9_216);
    run.send({ atMs: 0, samples: 1 });
    run.timeline.padTo(9_216);
    expect(run.timeline.position).to.equal(18_432);
    run.timeline.padTo(9_216);
    expect(run.timeline.position).to.equal(18_432);
  });

  it('says when live samples last went on air', () => {
    const run = new TimelineRun();
    expect(run.timeline.lastLiveMs).to.equal(undefined);
    run.sendLive(0, 1_000);
    expect(run.timeline.lastLiveMs).to.equal(1_000);
    run.wait(5_000);
    run.send({ atMs: 1_000 });
    expect(run.timeline.lastLiveMs, 'what is left out does not count').to.equal(1_000);
  });
});
