import { expect } from 'chai';
import {
  captureFor,
  expectEverySample,
  numberedPcm,
  SenderSimulation,
  startLive,
  stopAndDrain,
} from '../../helpers/sender-simulation.ts';

describe('Sender', () => {
  it('sends every sample once, in blocks of 20 ms, and stops when all are taken', () => {
    const simulation = startLive();
    captureFor(simulation, 1_010);
    stopAndDrain(simulation);
    expectEverySample(simulation);
    expect(simulation.server.stops).to.deep.equal([48_480]);
    expect(simulation.stateNames).to.deep.equal(['connecting', 'live', 'stopping', 'stopped']);
    const lengths = simulation.server.taken.map((run) => (run.kind === 'pcm' ? run.pcm.length / 4 : 0));
    expect(new Set(lengths.slice(0, -1))).to.deep.equal(new Set([960]));
    expect(lengths.at(-1)).to.equal(480);
  });

  it('keeps what is captured before the connection is there', () => {
    const simulation = new SenderSimulation();
    simulation.sender.start();
    captureFor(simulation, 500);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('counts what is captured, acknowledged and waiting', () => {
    const simulation = startLive();
    simulation.server.isMute = true;
    captureFor(simulation, 400);
    expect(simulation.sender.stats).to.deep.equal({
      capturedSamples: 19_200,
      acknowledgedSamples: 0,
      acknowledgedMs: 0,
      onAirMs: 0,
      unacknowledgedMs: 400,
      waitingMs: 0,
      spilledMs: 0,
      roomMs: 59_600,
      lostSamples: 0,
      mode: 'lossless',
    });
    simulation.server.isMute = false;
    simulation.advance(500);
    expect(simulation.sender.stats).to.include({ acknowledgedSamples: 19_200, acknowledgedMs: 400 });
    expect(simulation.sender.stats.unacknowledgedMs).to.equal(0);
  });

  it('sends no more while the line holds up what it sent, and goes on when that has arrived', () => {
    const simulation = startLive();
    captureFor(simulation, 1_000);
    simulation.uplinkBps = 300_000;
    captureFor(simulation, 5_000);
    const { capturedSamples, waitingMs } = simulation.sender.stats;
    const onWayMs = (capturedSamples - simulation.server.nextSample) / 48 - waitingMs;
    expect(onWayMs).to.be.below(500);
    expect(waitingMs).to.be.above(3_000);
    simulation.uplinkBps = Number.POSITIVE_INFINITY;
    captureFor(simulation, 5_000);
    expect(simulation.sender.stats.waitingMs).to.be.below(50);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('goes on after a pause, though the end of what came before is acknowledged only with what follows', () => {
    const simulation = startLive();
    simulation.server.heldBackSamples = 600;
    captureFor(simulation, 1_000);
    simulation.advance(3_000);
    captureFor(simulation, 200);
    expect(simulation.sender.stats.waitingMs).to.be.below(50);
    simulation.server.heldBackSamples = 0;
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('has at most the in-flight limit on its way, and the rest waits', () => {
    const simulation = new SenderSimulation();
    simulation.isReachable = false;
    simulation.sender.start();
    captureFor(simulation, 20_000);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    expectEverySample(simulation);
    expect(simulation.server.greatestInFlightMs).to.be.within(1_400, 1_500);
  });

  describe('cut at any frame', () => {
    const LAST_FRAME = 60;
    for (const delayMs of [0, 20, 120]) {
      it(`loses and doubles no sample, with ${delayMs} ms of delay`, () => {
        for (let frame = 1; frame <= LAST_FRAME; frame++) {
          const simulation = new SenderSimulation({ delayMs });
          simulation.onArrival = () => {
            if (simulation.arrived === frame) simulation.cut();
          };
          simulation.sender.start();
          captureFor(simulation, 1_500);
          stopAndDrain(simulation);
          expectEverySample(simulation);
          expect(simulation.server.hellos.length).to.equal(2, `cut after frame ${frame}`);
        }
      });
    }

    it('loses and doubles no sample when it is cut again and again', () => {
      const simulation = startLive();
      simulation.onArrival = () => {
        if (simulation.arrived % 37 === 0) simulation.cut();
      };
      captureFor(simulation, 10_000);
      simulation.onArrival = () => undefined;
      stopAndDrain(simulation);
      expectEverySample(simulation);
      expect(simulation.server.hellos.length).to.be.greaterThan(10);
    });

    it('loses and doubles no sample when the line is cut while it drains after stop', () => {
      const simulation = startLive();
      simulation.server.isMute = true;
      captureFor(simulation, 3_000);
      simulation.sender.stop();
      expect(simulation.sender.state).to.deep.equal({ name: 'stopping' });
      simulation.cut();
      simulation.advance(1);
      expect(simulation.sender.state).to.have.all.keys('name', 'retryAtMs');
      simulation.server.isMute = false;
      simulation.advance(10_000);
      expect(simulation.sender.state).to.deep.equal({ name: 'stopped' });
      expectEverySample(simulation);
    });
  });

  it('goes on within a block of which the server took a part', () => {
    for (let taken = 1_000; taken <= 2_000; taken += 100) {
      const simulation = startLive();
      simulation.server.isMute = true;
      captureFor(simulation, 200);
      simulation.advance(100);
      simulation.sender.handleText(JSON.stringify({ type: 'ack', nextSample: taken, liveSample: taken }));
      simulation.server.goBackTo(taken);
      simulation.server.isMute = false;
      simulation.cut();
      stopAndDrain(simulation);
      expectEverySample(simulation);
    }
  });

  it('notices a line that passes nothing though it was not closed', () => {
    const simulation = startLive();
    captureFor(simulation, 1_000);
    simulation.freeze();
    captureFor(simulation, 7_000);
    expect(simulation.stateNames).to.include('reconnecting');
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  it('gives up a server that opens the connection and never says welcome', () => {
    const simulation = startLive();
    simulation.cut();
    simulation.onArrival = () => simulation.freeze();
    simulation.advance(9_000);
    expect(simulation.server.hellos.length).to.equal(2);
    expect(simulation.sender.state.name).to.equal('reconnecting');
    simulation.onArrival = () => undefined;
    simulation.advance(3_000);
    expect(simulation.sender.state.name).to.equal('live');
  });

  it('goes on from the oldest kept sample where the server forgot the session', () => {
    const simulation = startLive();
    captureFor(simulation, 5_000);
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 2_000);
    const kept = simulation.sender.stats.acknowledgedSamples;
    simulation.server.forget();
    simulation.isReachable = true;
    stopAndDrain(simulation);
    const first = simulation.server.taken[0];
    expect(first).to.include({ kind: 'pcm', startSample: kept });
    const expected = numberedPcm(kept, simulation.sender.stats.capturedSamples - kept);
    expect(simulation.server.pcm.equals(expected)).to.equal(true);
  });

  it('declares a gap where a server asks for samples it had acknowledged', () => {
    const simulation = startLive();
    captureFor(simulation, 2_000);
    simulation.advance(300);
    expect(simulation.sender.stats.acknowledgedSamples).to.equal(96_000);
    simulation.server.taken.splice(50);
    simulation.server.nextSample = 48_000;
    simulation.cut();
    captureFor(simulation, 1_000);
    stopAndDrain(simulation);
    const gap = simulation.server.taken.find((run) => run.kind === 'gap');
    expect(gap).to.include({ startSample: 48_000, samples: 48_000 });
    expect(simulation.server.nextSample).to.equal(144_000);
  });
});
