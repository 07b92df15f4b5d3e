import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { firstDifference, noiseRanges, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';

const PART_SAMPLES = 9_216;

describe('Station, its source', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');

  it('tells where its samples lie, and when that changes', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed({ isClocked: false });
    const placements: { fromSample: number; position: number }[] = [];
    feed.onPlaced((placement) => placements.push(placement));
    expect(feed.position).to.equal(undefined);
    await run.send(48_000);
    const begin = feed.position!;
    expect(placements).to.deep.equal([{ fromSample: 0, position: begin }]);
    expect(begin % PART_SAMPLES).to.equal(0);
    // A pipe that pauses goes on behind the silence.
    run.nowMs += 5_000;
    await run.published(5 * 48_000);
    await run.send(48_000);
    expect(placements.slice(1)).to.deep.equal([{ fromSample: 48_000, position: feed.position }]);
    expect(feed.position! - begin).to.be.within(4.5 * 48_000, 5 * 48_000);
    await feed.end();
    const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
    const sound = numberedNoise(48_480, 100);
    expect(flac.indexOf(sound) / 4).to.equal(48_480 + feed.position! - begin);
  });

  it('tells what became of what it sent', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    expect(run.station.source).to.equal(undefined);
    const feed = run.openFeed();
    await run.send(48_000);
    expect(run.station.source).to.deep.equal({
      kind: 'test',
      isAttached: true,
      driftPpm: undefined,
      silentMs: 0,
      lateSamples: 0,
      skippedSamples: 0,
      waitingMs: 0,
    });
    feed.detach();
    run.nowMs += 5_000;
    await run.published(5 * 48_000);
    feed.attach();
    run.sendBacklog(48_000);
    feed.skip(4 * 48_000);
    const { source } = run.station;
    expect(source).to.include({ isAttached: true, lateSamples: 48_000, skippedSamples: 4 * 48_000 });
    expect(source?.silentMs).to.be.within(4_600, 4_910);
    await feed.end();
  });

  it('may send at once what it gathered while it connected, and none of it stays as latency', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    feed.noteCapture({ sample: 0, atMs: run.nowMs - 5_500 });
    // The most that its first write may have before it is asked to wait.
    for (let blocks = 0; blocks < 275; blocks++) {
      await feed.ready();
      run.sendBacklog(960);
    }
    await run.send(96_000);
    await feed.end();
    const [first] = run.manifest.segments;
    expect(first!.dateMs).to.be.within(run.nowMs - 7_501, run.nowMs - 7_499);
    const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
    expect(noiseRanges(flac)).to.deep.equal([[0, 7.5 * 48_000]]);
  });

  it('is not heard to be lost for less than the delay, and every sample is on air', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, delayMs: 4_000 });
    const feed = run.openFeed();
    run.sendAtOnce(5 * 48_000);
    await run.published(0.7 * 48_000);
    expect(run.station.source?.waitingMs).to.be.within(3_980, 4_020);
    feed.detach();
    run.nowMs += 3_000;
    await run.published(3.5 * 48_000);
    feed.attach();
    run.sendBacklog(3 * 48_000);
    await feed.ready();
    run.sendAtOnce(3 * 48_000);
    await feed.end();
    expect(run.station.source).to.equal(undefined);
    const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
    expect(firstDifference(flac.subarray(0, 11 * 48_000 * 4), numberedNoise(0, 11 * 48_000))).to.equal(
      undefined,
    );
    const dates = run.manifest.segments.map(({ dateMs }) => dateMs);
    for (const [i, date] of dates.slice(1).entries()) expect(date - dates[i]!).to.be.within(1_918, 1_922);
  });

  it('is waited for where nothing may be skipped', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, whenLate: 'never-skip' });
    const feed = run.openFeed();
    await run.send(96_000);
    const { loudness: before } = run.station.onAir!;
    feed.detach();
    run.nowMs += 10_000;
    const { loudness, peaks } = run.station.onAir!;
    expect(loudness, 'nothing is heard meanwhile').to.deep.equal({
      momentaryLufs: undefined,
      shortTermLufs: undefined,
      integratedLufs: before.integratedLufs,
      peakDbfs: undefined,
    });
    expect(peaks.slice(-100)).to.deep.equal(Array(100).fill(0));
    feed.attach();
    await run.send(96_000);
    expect(run.station.onAir?.loudness.momentaryLufs).to.be.closeTo(before.momentaryLufs!, 1);
    await feed.end();
    const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
    expect(firstDifference(flac.subarray(0, 192_000 * 4), numberedNoise(0, 192_000))).to.equal(undefined);
    expect(noiseRanges(flac)).to.deep.equal([[0, 192_000]]);
  });
});
