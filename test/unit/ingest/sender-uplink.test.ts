import { expect } from 'chai';
import { monoLevelOf } from '../../../packages/ingest/src/wire/mono-stand-in.ts';
import type { StandInEncoder, StandInLevel } from '../../../packages/ingest/src/wire/stand-in.ts';
import {
  captureWatched,
  FRAME_SAMPLES,
  OPUS,
  packetLevel,
  startNarrow,
  untilReduced,
} from '../../helpers/narrow-uplink.ts';
import {
  captureFor,
  expectEverySample,
  numberedPcm,
  startLive,
  stopAndDrain,
} from '../../helpers/sender-simulation.ts';

const PCM_BPS = 1_536_000;
/** Less than half of the time for which the station waits for sound. */
const NOT_NOTICED_MS = 130;

describe('Sender, a narrow uplink', function () {
  this.timeout(60_000);

  it('goes on live with stand-ins at 300 kbit/s, and has sent all PCM within a minute after', () => {
    const simulation = startNarrow(300_000);
    const noticedMs = untilReduced(simulation);
    expect(noticedMs).to.be.below(2_500);
    captureFor(simulation, 1_000);
    expect(captureWatched(simulation, 60_000 - noticedMs - 1_000), 'behind').to.be.below(NOT_NOTICED_MS);
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    captureFor(simulation, 60_000);
    expect(simulation.sender.stats).to.include({ mode: 'lossless', lostSamples: 0 });
    expect(simulation.sender.stats.unacknowledgedMs).to.be.below(500);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('goes by what the line delivers now, and is live once that has taken what was sent before', () => {
    const simulation = startNarrow(400_000);
    const fromMs = simulation.nowMs;
    untilReduced(simulation);
    while (captureWatched(simulation, 100) > NOT_NOTICED_MS) {
      expect(simulation.nowMs - fromMs, 'behind').to.be.below(3_400);
    }
  });

  it('backfills with what the stand-ins leave', () => {
    const simulation = startNarrow(300_000);
    untilReduced(simulation);
    captureFor(simulation, 5_000);
    const before = simulation.server.nextSample;
    captureFor(simulation, 20_000);
    const backfilledBps = (((simulation.server.nextSample - before) / 48_000) * PCM_BPS) / 20;
    expect(backfilledBps).to.be.above(100_000);
  });

  it('is lossless again soon after a line of 10 Mbit/s is back, without a hole on air', () => {
    const simulation = startNarrow(300_000);
    untilReduced(simulation);
    captureFor(simulation, 20_000);
    simulation.uplinkBps = 10_000_000;
    const fromMs = simulation.nowMs;
    while (simulation.sender.stats.mode === 'reduced') captureFor(simulation, 100);
    expect(simulation.nowMs - fromMs).to.be.below(15_000);
    expect(captureWatched(simulation, 10_000)).to.be.below(500);
    expect(simulation.sender.stats.mode).to.equal('lossless');
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('numbers stand-ins by the sample they begin with, settled by packets that are not sent', () => {
    let firstEncoded: number | undefined;
    const level: StandInLevel = (events) => {
      const row = packetLevel(96_000)(events);
      const push = (pcm: Uint8Array): void => {
        firstEncoded ??= Buffer.from(pcm).readUInt32LE(0);
        row.push(pcm);
      };
      return { ...row, push };
    };
    const simulation = startNarrow(300_000, { levelsOf: () => [level] });
    untilReduced(simulation);
    captureFor(simulation, 10_000);
    const { standIns } = simulation.server;
    expect(standIns[0]?.startSample).to.equal((firstEncoded ?? 0) + 4 * FRAME_SAMPLES);
    expect(standIns.length).to.be.above(400);
    for (const [index, { startSample, samples, payload }] of standIns.entries()) {
      expect(payload.readUInt32LE(0)).to.equal(startSample);
      const next = standIns[index + 1];
      if (next !== undefined) expect(next.startSample).to.equal(startSample + samples);
    }
  });

  it('says when the sound was captured that is on air by stand-ins alone', () => {
    const simulation = startNarrow(300_000);
    untilReduced(simulation);
    const { clocks } = simulation.server;
    const before = clocks.length;
    const [first] = clocks;
    captureFor(simulation, 10_000);
    expect(clocks.length - before).to.be.within(8, 12);
    for (const { sample, capturedAtMs } of clocks) {
      const expectedMs = (first?.capturedAtMs ?? 0) + (sample - (first?.sample ?? 0)) / 48;
      expect(capturedAtMs).to.be.closeTo(expectedMs, 0.01);
    }
  });

  it('takes narrower stand-ins where the first are too wide', () => {
    const simulation = startNarrow(70_000);
    untilReduced(simulation);
    captureFor(simulation, 20_000);
    const narrow = simulation.server.standIns.findIndex(({ payload }) => payload.length === 80);
    expect(narrow).to.be.above(0);
    expect(captureWatched(simulation, 15_000)).to.be.below(2_500);
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    captureFor(simulation, 30_000);
    expect(simulation.sender.stats).to.include({ mode: 'lossless', lostSamples: 0 });
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('takes narrower stand-ins where some of the first have to be left out', () => {
    const simulation = startNarrow(112_000);
    untilReduced(simulation);
    captureFor(simulation, 25_000);
    const { standIns } = simulation.server;
    expect(standIns.at(-1)?.payload.length).to.equal(80);
    for (let index = standIns.length - 400; index < standIns.length; index++) {
      const before = standIns[index - 1];
      expect(standIns[index]?.startSample).to.equal((before?.startSample ?? 0) + FRAME_SAMPLES);
    }
  });

  it('sends mono PCM where there is no Opus', () => {
    const mono: StandInEncoder = {
      levelsOf: (format) => [monoLevelOf(format)].filter((level) => level !== undefined),
    };
    const simulation = startNarrow(1_000_000, mono);
    untilReduced(simulation);
    captureFor(simulation, 3_000);
    expect(captureWatched(simulation, 20_000)).to.be.below(NOT_NOTICED_MS);
    const [first] = simulation.server.standIns;
    expect(first?.kind).to.equal('mono');
    const pcm = numberedPcm(first?.startSample ?? 0, 1);
    const mean = Math.round((pcm.readInt16LE(0) + pcm.readInt16LE(2)) / 2);
    expect(first?.payload.readInt16LE(0)).to.equal(mean);
  });

  it('stays lossless without an encoder, and loses nothing', () => {
    const simulation = startLive();
    simulation.uplinkBps = 300_000;
    captureFor(simulation, 20_000);
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    captureFor(simulation, 5_000);
    expect(simulation.server.standIns).to.deep.equal([]);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('waits longer before it is lossless again when that was wrong within a minute', () => {
    const simulation = startNarrow(300_000);
    const stretches: number[] = [];
    for (let round = 0; round < 3; round++) {
      simulation.uplinkBps = 300_000;
      untilReduced(simulation);
      captureFor(simulation, 3_000);
      simulation.uplinkBps = 20_000_000;
      const fromMs = simulation.nowMs;
      while (simulation.sender.stats.mode === 'reduced') captureFor(simulation, 100);
      stretches.push(simulation.nowMs - fromMs);
    }
    const [first = 0, second = 0, third = 0] = stretches;
    expect(first).to.be.below(9_000);
    expect(second).to.be.within(10_000, 19_000);
    expect(third).to.be.within(20_000, 29_000);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('does not take a line that hangs, or catches up, for a narrow one', () => {
    const simulation = startLive({ sender: { standIns: OPUS } });
    captureFor(simulation, 2_000);
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 10_000);
    simulation.isReachable = true;
    simulation.uplinkBps = 6_000_000;
    captureFor(simulation, 10_000);
    expect(simulation.sender.stats.mode).to.equal('lossless');
    expect(simulation.server.standIns).to.deep.equal([]);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('goes on with stand-ins after a lost connection', () => {
    const simulation = startNarrow(300_000);
    untilReduced(simulation);
    captureFor(simulation, 5_000);
    simulation.cut();
    captureFor(simulation, 3_000);
    expect(captureWatched(simulation, 5_000)).to.be.below(NOT_NOTICED_MS);
    expect(simulation.sender.stats.mode).to.equal('reduced');
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('says stop when the stand-ins have reached the end, and sends the PCM after it', () => {
    const simulation = startNarrow(300_000);
    untilReduced(simulation);
    captureFor(simulation, 5_010);
    simulation.sender.stop();
    simulation.advance(2_000);
    const { capturedSamples } = simulation.sender.stats;
    expect(simulation.server.stops).to.deep.equal([capturedSamples]);
    expect(simulation.server.liveSample).to.equal(capturedSamples);
    expect(simulation.server.nextSample).to.be.below(capturedSamples);
    expect(simulation.sender.state.name).to.equal('stopping');
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    simulation.advance(20_000);
    expect(simulation.sender.state).to.deep.equal({ name: 'stopped' });
    expectEverySample(simulation);
  });

  it('sends on while the disk of the server is full, and keeps what is not on it', () => {
    const simulation = startLive({ sender: { standIns: OPUS } });
    captureFor(simulation, 1_000);
    simulation.server.diskFullFrom = 48_000;
    simulation.server.notify('journal-failing', 'No space left.');
    expect(captureWatched(simulation, 10_000)).to.be.below(300);
    expect(simulation.sender.stats).to.deep.include({
      mode: 'lossless',
      notice: { type: 'notice', code: 'journal-failing', message: 'No space left.' },
    });
    const { onAirMs, acknowledgedMs, unacknowledgedMs, waitingMs } = simulation.sender.stats;
    expect(acknowledgedMs).to.equal(1_000);
    expect(onAirMs).to.be.above(10_500);
    expect(unacknowledgedMs).to.equal(10_000);
    expect(waitingMs).to.be.below(50);
    simulation.server.diskFullFrom = undefined;
    simulation.server.notify('journal-recovered', 'It can again.');
    captureFor(simulation, 500);
    expect(simulation.sender.stats).to.not.have.property('notice');
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });
});
