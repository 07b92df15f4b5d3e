import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NodeSpillFile } from '../../../packages/ingest/src/client/node-spill-file.ts';
import {
  type BacklogOptions,
  SampleBacklog,
} from '../../../packages/ingest/src/wire/sender-sample-backlog.ts';
import type { SenderOptions } from '../../../packages/ingest/src/wire/sender-options.ts';
import { SpillLog } from '../../../packages/ingest/src/wire/sender-spill-log.ts';
import { readSpill } from '../../../packages/ingest/src/wire/sender-spill-reader.ts';
import {
  captureFor,
  expectEverySample,
  numberedPcm,
  SenderSimulation,
  startLive,
  stopAndDrain,
} from '../../helpers/sender-simulation.ts';

const OWNER = { session: 'simulated-session', station: 'main' };
const MONO_16K = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 } as const;
/** A second of blocks of 20 ms of stereo at 48 kHz, with what is around them. */
const SECOND_BYTES = 195_000;

describe('Sender, with a file', () => {
  let folder: string;
  let path: string;
  let file: NodeSpillFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringcast-spill-'));
    path = join(folder, 'waiting');
    file = new NodeSpillFile(path);
  });
  afterEach(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  function openBacklog(options: BacklogOptions & { maxBytes?: number } = {}): SampleBacklog {
    const { maxBytes = 2 ** 31, ...rest } = options;
    const backlog = new SampleBacklog({ memoryMs: 2_000, ...rest });
    backlog.spillTo(new SpillLog({ file, owner: OWNER, maxBytes }));
    return backlog;
  }

  /** On air, then without a line for a time. */
  function startCut(backlog: SampleBacklog, cutMs: number): SenderSimulation {
    const simulation = startLive({ sender: { backlog } });
    captureFor(simulation, 1_000);
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, cutMs);
    return simulation;
  }

  /** What another process finds in the file. */
  function reopen(options: Partial<SenderOptions> = {}): SenderSimulation | undefined {
    file.close();
    file = new NodeSpillFile(path);
    const found = readSpill(file);
    if (found === undefined) return undefined;
    const backlog = new SampleBacklog();
    backlog.spillTo(new SpillLog({ file, owner: found.owner, found }), found.slots);
    const start = { epochs: found.epochs, endSample: backlog.endSample };
    return new SenderSimulation({ sender: { backlog, start, session: found.owner.session, ...options } });
  }

  it('keeps what is older than its memory in the file, and sends it from there', () => {
    const simulation = startCut(openBacklog(), 30_000);
    const { unacknowledgedMs, spilledMs, lostSamples } = simulation.sender.stats;
    expect(lostSamples).to.equal(0);
    expect(unacknowledgedMs).to.be.above(30_000);
    expect(spilledMs).to.be.closeTo(unacknowledgedMs - 2_000, 20);
    expect(statSync(path).size).to.be.above(28 * SECOND_BYTES);
    simulation.isReachable = true;
    captureFor(simulation, 3_000);
    stopAndDrain(simulation);
    expectEverySample(simulation);
    expect(statSync(path).size).to.equal(0);
  });

  it('writes nothing while the line is healthy', () => {
    const backlog = openBacklog({ memoryMs: 60_000, writtenFromMs: 2_000 });
    const simulation = startLive({ sender: { backlog } });
    for (let second = 0; second < 10; second++) {
      captureFor(simulation, 1_000);
      backlog.writeBehind();
    }
    expect(statSync(path).size).to.equal(0);
  });

  it('says how much more it can keep, and declares what it cannot', () => {
    const simulation = startCut(openBacklog({ maxBytes: 10 * SECOND_BYTES }), 5_000);
    expect(simulation.sender.stats.roomMs).to.be.within(5_500, 7_500);
    captureFor(simulation, 10_000);
    expect(simulation.sender.stats.roomMs).to.be.below(100);
    const { lostSamples } = simulation.sender.stats;
    expect(lostSamples).to.be.within(2.5 * 48_000, 4 * 48_000);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    const gaps = simulation.server.taken.filter((run) => run.kind === 'gap');
    expect(gaps.map(({ samples }) => samples)).to.deep.equal([lostSamples]);
    expect(simulation.server.nextSample).to.equal(simulation.sender.stats.capturedSamples);
    const firstLost = gaps[0]?.startSample ?? 0;
    const head = simulation.server.pcm.subarray(0, firstLost * 4);
    expect(head.equals(numberedPcm(0, firstLost))).to.equal(true);
  });

  it('gives up nothing more than it must when the file cannot be written any more', () => {
    const simulation = startCut(openBacklog(), 10_000);
    file.write = () => {
      throw new Error('the device is full');
    };
    captureFor(simulation, 5_000);
    expect(simulation.sender.stats.lostSamples).to.be.closeTo(5 * 48_000, 960);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    expect(simulation.server.nextSample).to.equal(simulation.sender.stats.capturedSamples);
  });

  it('tries a file again at the next outage that could not even be begun at the one before', () => {
    const write = file.write.bind(file);
    file.write = () => {
      throw new Error('the device is full');
    };
    const simulation = startCut(openBacklog(), 4_000);
    file.write = write;
    simulation.isReachable = true;
    captureFor(simulation, 3_000);
    const { lostSamples } = simulation.sender.stats;
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 5_000);
    expect(simulation.sender.stats.lostSamples).to.equal(lostSamples);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    expect(simulation.server.nextSample).to.equal(simulation.sender.stats.capturedSamples);
  });

  it('begins the file anew where everything that counts is in memory', () => {
    const backlog = openBacklog({ memoryMs: 60_000, writtenFromMs: 0 });
    const simulation = startCut(backlog, 1_000);
    simulation.isReachable = true;
    simulation.advance(2_000);
    simulation.server.diskFullFrom = simulation.server.nextSample;
    let greatestBytes = 0;
    for (let second = 0; second < 400; second++) {
      captureFor(simulation, 1_000);
      simulation.server.diskFullFrom = simulation.server.nextSample - 96_000;
      backlog.writeBehind();
      greatestBytes = Math.max(greatestBytes, statSync(path).size);
    }
    expect(greatestBytes).to.be.within(64 * 2 ** 20, 66 * 2 ** 20);
  }).timeout(20_000);

  describe('opened again', () => {
    it('sends everything that another process had written, in its formats and with its gaps', () => {
      const backlog = openBacklog({ memoryMs: 60_000 });
      const first = startCut(backlog, 3_000);
      first.sender.skip(4_410, 'the device dropped frames');
      first.sender.changeFormat(MONO_16K);
      first.sender.capture(new Uint8Array(32_000).fill(7));
      first.sender.abandon();
      backlog.writeBehind(0);
      const second = reopen();
      if (second === undefined) throw new Error('nothing was found');
      const kept = first.sender.stats;
      second.server.nextSample = kept.acknowledgedSamples;
      expect(second.sender.stats.unacknowledgedMs).to.be.closeTo(kept.unacknowledgedMs, 20);
      second.sender.start();
      second.advance(200);
      stopAndDrain(second);
      expect(second.server.nextSample).to.equal(kept.capturedSamples);
      const [hello] = second.server.hellos;
      expect(hello).to.include({ session: OWNER.session, epoch: 0, endSample: kept.capturedSamples });
      const { taken } = second.server;
      const stereo = Buffer.concat(
        taken.flatMap((run) => (run.kind === 'pcm' && run.format.channels === 2 ? [run.pcm] : [])),
      );
      expect(stereo.equals(numberedPcm(kept.acknowledgedSamples, stereo.length / 4))).to.equal(true);
      expect(taken.find((run) => run.kind === 'gap')).to.include({ samples: 4_410 });
      expect(taken.at(-1)).to.deep.include({ format: MONO_16K });
      expect(statSync(path).size).to.equal(0);
    });

    it('has nothing to send where the server took more than the file holds, and stops there', () => {
      const backlog = openBacklog({ memoryMs: 60_000 });
      const first = startCut(backlog, 3_000);
      backlog.writeBehind(0);
      const second = reopen({ isForJournalOnly: true });
      if (second === undefined) throw new Error('nothing was found');
      const { capturedSamples } = first.sender.stats;
      second.server.nextSample = capturedSamples + 960;
      second.sender.start();
      stopAndDrain(second);
      expect(second.server.stops).to.deep.equal([capturedSamples + 960]);
      expect(second.server.taken).to.deep.equal([]);
      expect(second.sender.stats).to.include({ unacknowledgedMs: 0, waitingMs: 0 });
      expect(statSync(path).size).to.equal(0);
    });

    it('sends up to where the file was torn', () => {
      const backlog = openBacklog({ memoryMs: 60_000 });
      const first = startCut(backlog, 3_000);
      backlog.writeBehind(0);
      const whole = readFileSync(path);
      const ends = [whole.length - 1, whole.length - 100, Math.floor(whole.length / 2), 5_000];
      for (const end of ends) {
        writeFileSync(path, whole);
        truncateSync(path, end);
        const second = reopen();
        if (second === undefined) throw new Error(`nothing was found of ${end} bytes`);
        second.server.nextSample = first.sender.stats.acknowledgedSamples;
        const { capturedSamples } = second.sender.stats;
        expect(capturedSamples).to.be.above(first.sender.stats.acknowledgedSamples);
        second.sender.start();
        second.advance(200);
        stopAndDrain(second);
        expect(second.server.nextSample).to.equal(capturedSamples);
      }
    });

    it('reads nothing behind a damaged record', () => {
      const backlog = openBacklog({ memoryMs: 60_000 });
      startCut(backlog, 3_000);
      backlog.writeBehind(0);
      const bytes = readFileSync(path);
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      writeFileSync(path, bytes);
      const second = reopen();
      expect(second?.sender.stats.unacknowledgedMs).to.be.within(1_000, 2_000);
    });

    it('finds nothing in a file that is empty, or of something else', () => {
      expect(reopen()).to.equal(undefined);
      writeFileSync(path, Buffer.alloc(10_000, 'abc'));
      expect(reopen()).to.equal(undefined);
    });
  });
});
