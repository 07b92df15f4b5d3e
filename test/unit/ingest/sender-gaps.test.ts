import { expect } from 'chai';
import type { BlockEntry } from '../../../packages/ingest/src/wire/sender-backlog.ts';
import { SampleBacklog } from '../../../packages/ingest/src/wire/sender-sample-backlog.ts';
import {
  captureFor,
  numberedPcm,
  type SenderSimulation,
  startLive,
  stopAndDrain,
} from '../../helpers/sender-simulation.ts';

const STEREO_48K = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } as const;
const MONO_16K = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 } as const;

function gapsOf(simulation: SenderSimulation): object[] {
  return simulation.server.taken.filter((run) => run.kind === 'gap');
}

describe('Sender, gaps', () => {
  it('declares what was never captured, between the samples around it', () => {
    const simulation = startLive();
    captureFor(simulation, 110);
    simulation.sender.skip(441, 'the device dropped frames');
    captureFor(simulation, 110);
    stopAndDrain(simulation);
    expect(gapsOf(simulation)).to.deep.equal([
      { kind: 'gap', startSample: 5_280, samples: 441, reason: 'the device dropped frames' },
    ]);
    expect(simulation.server.nextSample).to.equal(5_280 + 441 + 5_280);
  });

  it('declares a long gap in messages of 60 s', () => {
    const simulation = startLive();
    simulation.sender.skip(48_000 * 150, 'the device was unplugged');
    stopAndDrain(simulation);
    expect(gapsOf(simulation).map((gap) => (gap as { samples: number }).samples)).to.deep.equal([
      2_880_000, 2_880_000, 1_440_000,
    ]);
  });

  it('goes on within a gap that the server had taken in part', () => {
    const simulation = startLive();
    simulation.sender.skip(48_000 * 90, 'the device was unplugged');
    simulation.onArrival = () => {
      if (gapsOf(simulation).length === 1) simulation.cut();
      simulation.onArrival = () => undefined;
    };
    captureFor(simulation, 500);
    stopAndDrain(simulation);
    expect(simulation.server.nextSample).to.equal(48_000 * 90 + 24_000);
  });

  it('keeps the newest 60 s, and declares what had to be given up', () => {
    const simulation = startLive();
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 65_000);
    expect(simulation.sender.stats).to.include({ lostSamples: 240_000, unacknowledgedMs: 60_000 });
    simulation.isReachable = true;
    stopAndDrain(simulation);
    const [gap, ...others] = gapsOf(simulation);
    expect(gap).to.include({ startSample: 0, samples: 240_000 });
    expect(others).to.deep.equal([]);
    const kept = simulation.server.pcm.subarray(240_000 * 4);
    expect(kept.equals(numberedPcm(240_000, 48_000 * 60))).to.equal(true);
    expect(simulation.sender.stats.lostSamples).to.equal(240_000);
  });

  it('does not count as lost what turns out to have arrived', () => {
    const simulation = startLive();
    simulation.server.isMute = true;
    captureFor(simulation, 400);
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 61_100);
    expect(simulation.sender.stats.lostSamples).to.equal(72_000);
    simulation.isReachable = true;
    simulation.server.isMute = false;
    stopAndDrain(simulation);
    const arrived = (gapsOf(simulation)[0] as { startSample: number }).startSample;
    expect(arrived).to.be.within(17_000, 19_200);
    expect(simulation.sender.stats.lostSamples).to.equal(72_000 - arrived);
  });
});

describe('Sender, formats', () => {
  it('begins a new epoch with the first sample in another format', () => {
    const simulation = startLive();
    captureFor(simulation, 110);
    simulation.sender.changeFormat(MONO_16K);
    simulation.sender.capture(new Uint8Array(640));
    stopAndDrain(simulation);
    const last = simulation.server.taken.at(-1);
    expect(last).to.deep.include({ format: MONO_16K, startSample: 5_280 });
    expect(simulation.server.nextSample).to.equal(5_600);
    expect(simulation.sender.stats.acknowledgedMs).to.equal(130);
  });

  it('declares every epoch again after a lost connection', () => {
    const simulation = startLive();
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 100);
    simulation.sender.changeFormat(MONO_16K);
    simulation.sender.capture(new Uint8Array(3_200));
    simulation.sender.changeFormat({ encoding: 's16le', sampleRateHz: 48_000, channels: 2 });
    captureFor(simulation, 100);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    const rates = simulation.server.taken.map((run) => (run.kind === 'pcm' ? run.format.sampleRateHz : 0));
    expect(rates).to.deep.equal([
      ...Array(5).fill(48_000),
      ...Array(5).fill(16_000),
      ...Array(5).fill(48_000),
    ]);
    expect(simulation.server.hellos.map((hello) => hello.epoch)).to.deep.equal([0, 0]);
  });

  it('names the epoch of the oldest kept sample in the hello', () => {
    const simulation = startLive();
    captureFor(simulation, 100);
    simulation.sender.changeFormat(MONO_16K);
    simulation.sender.capture(new Uint8Array(3_200));
    simulation.advance(600);
    simulation.cut();
    simulation.advance(2_000);
    expect(simulation.server.hellos.at(-1)).to.deep.include({
      epoch: 1,
      startSample: 4_800,
      keptFromSample: 6_400,
      format: MONO_16K,
    });
  });

  it('makes no epoch of a change that is taken back before a sample came', () => {
    const simulation = startLive();
    captureFor(simulation, 100);
    simulation.sender.changeFormat(MONO_16K);
    simulation.sender.changeFormat({ encoding: 's16le', sampleRateHz: 48_000, channels: 2 });
    captureFor(simulation, 100);
    stopAndDrain(simulation);
    expect(simulation.server.pcm.equals(numberedPcm(0, 9_600))).to.equal(true);
  });

  it('keeps a block within the longest frame, whatever the format', () => {
    const format = { encoding: 'f32le', sampleRateHz: 192_000, channels: 8 } as const;
    const simulation = startLive({ sender: { start: format } });
    simulation.sender.capture(new Uint8Array(192_000 * 32));
    stopAndDrain(simulation);
    expect(simulation.server.nextSample).to.equal(192_000);
  });

  it('refuses PCM that is not whole frames', () => {
    const simulation = startLive();
    expect(() => simulation.sender.capture(new Uint8Array(6))).to.throw(
      RangeError,
      'PCM must be whole frames of 4 bytes; 6 bytes came.',
    );
  });
});

describe('SampleBacklog', () => {
  function block(startSample: number): BlockEntry {
    const frame = new Uint8Array(8);
    return {
      kind: 'block',
      epoch: { epoch: 0, startSample: 0, format: STEREO_48K },
      startSample,
      samples: 960,
      durationMs: 20,
      frame,
      capturedAtMs: undefined,
    };
  }

  it('gives the entry that holds a sample', () => {
    const backlog = new SampleBacklog({ memoryMs: 1_000 });
    for (const startSample of [0, 960, 1_920]) backlog.append(block(startSample));
    expect(backlog.entryAt(0)?.startSample).to.equal(0);
    expect(backlog.entryAt(1_919)?.startSample).to.equal(960);
    expect(backlog.entryAt(2_880)).to.equal(undefined);
    backlog.dropBefore(961);
    expect(backlog.entryAt(0)?.startSample).to.equal(960);
    expect(backlog.blockMs).to.equal(40);
  });

  it('joins what it gives up to one gap', () => {
    const backlog = new SampleBacklog({ memoryMs: 40 });
    for (let index = 0; index < 6; index++) backlog.append(block(index * 960));
    expect(backlog.entryAt(0)).to.include({ kind: 'gap', startSample: 0, samples: 3_840, durationMs: 80 });
    expect(backlog.lostSamples).to.equal(3_840);
    expect(backlog.entryAt(3_840)).to.include({ kind: 'block', startSample: 3_840 });
  });
});
