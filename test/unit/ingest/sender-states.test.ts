import { expect } from 'chai';
import { retryDelayMs } from '../../../packages/ingest/src/wire/sender-state.ts';
import { ClockOffset } from '../../../packages/ingest/src/wire/sender-time.ts';
import {
  captureFor,
  expectEverySample,
  SenderSimulation,
  startLive,
  stopAndDrain,
} from '../../helpers/sender-simulation.ts';

describe('Sender, states', () => {
  it('says that it stands by until it takes over', () => {
    const simulation = startLive();
    simulation.server.notify('standing-by', 'You stand by.');
    captureFor(simulation, 1_000);
    expect(simulation.sender.stats.notice?.code).to.equal('standing-by');
    simulation.server.notify('took-over', 'You are on air.');
    captureFor(simulation, 500);
    expect(simulation.sender.stats).to.not.have.property('notice');
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });

  const CLOSES: [closeCode: number, atFirst: string, onAir: string][] = [
    [1000, 'reconnecting', 'reconnecting'],
    [1001, 'reconnecting', 'reconnecting'],
    [1006, 'reconnecting', 'reconnecting'],
    [1009, 'refused', 'refused'],
    [4400, 'refused', 'refused'],
    [4401, 'refused', 'refused'],
    [4404, 'refused', 'refused'],
    [4408, 'reconnecting', 'reconnecting'],
    [4409, 'refused', 'reconnecting'],
    [4410, 'refused', 'refused'],
    [4415, 'refused', 'refused'],
    [4422, 'reconnecting', 'reconnecting'],
    [4424, 'reconnecting', 'reconnecting'],
    [4425, 'refused', 'refused'],
    [4429, 'refused', 'reconnecting'],
    [4500, 'reconnecting', 'reconnecting'],
    [4503, 'refused', 'refused'],
  ];
  for (const [closeCode, atFirst, onAir] of CLOSES) {
    it(`is ${atFirst} after a close with ${closeCode} at first, ${onAir} on air`, () => {
      const first = new SenderSimulation();
      first.server.refusal = { closeCode, message: 'the reason' };
      first.sender.start();
      first.advance(110);
      expect(first.sender.state.name).to.equal(atFirst);
      const later = startLive();
      later.server.refuse(closeCode, 'the reason');
      later.advance(30);
      expect(later.sender.state.name).to.equal(onAir);
    });
  }

  it("passes on the server's own sentence", () => {
    const simulation = new SenderSimulation();
    simulation.server.refusal = { closeCode: 4401, message: 'The stream key is not the one of "main".' };
    simulation.sender.start();
    simulation.advance(1_000);
    expect(simulation.sender.state).to.deep.equal({
      name: 'refused',
      code: 'wrong-key',
      message: 'The stream key is not the one of "main".',
    });
    expect(simulation.server.hellos.length).to.equal(1);
  });

  it('waits longer from attempt to attempt, and says until when', () => {
    const simulation = new SenderSimulation();
    simulation.isReachable = false;
    simulation.sender.start();
    simulation.advance(20_000);
    const waits = simulation.states.flatMap((state) =>
      state.name === 'reconnecting' ? [state.attempt] : [],
    );
    expect(waits).to.deep.equal(waits.map((_, index) => index + 1));
    const last = simulation.sender.state;
    expect(last.name === 'reconnecting' && last.retryAtMs - simulation.nowMs).to.be.within(0, 5_000);
  });

  it('does not begin with short waits again before the server has taken a sample', () => {
    const simulation = startLive();
    simulation.server.isMute = true;
    for (const attempt of [1, 2, 3]) {
      simulation.server.refuse(4424, 'out of order');
      simulation.advance(30);
      expect(simulation.sender.state).to.include({ name: 'reconnecting', attempt });
      simulation.advance(3_000);
    }
  });

  it('connects at once when it is told that the network is back', () => {
    const simulation = startLive();
    simulation.isReachable = false;
    simulation.cut();
    simulation.advance(30_000);
    simulation.isReachable = true;
    simulation.advance(100);
    simulation.sender.retryNow();
    simulation.advance(200);
    expect(simulation.sender.state.name).to.equal('live');
  });

  it('drops what waits when it is abandoned, and stays stopped', () => {
    const simulation = startLive();
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 1_000);
    simulation.sender.stop();
    simulation.advance(5_000);
    expect(simulation.sender.state.name).to.equal('stopping');
    simulation.sender.abandon();
    simulation.isReachable = true;
    simulation.advance(10_000);
    expect(simulation.sender.state).to.deep.equal({ name: 'stopped' });
    expect(simulation.sender.stats.unacknowledgedMs).to.be.greaterThan(900);
    expect(simulation.server.hellos.length).to.equal(1);
  });

  it('takes no sample after stop', () => {
    const simulation = startLive();
    captureFor(simulation, 100);
    simulation.sender.stop();
    captureFor(simulation, 100);
    simulation.advance(1_000);
    expect(simulation.sender.stats.capturedSamples).to.equal(4_800);
    expectEverySample(simulation);
  });

  it('stops without a connection when it never had one', () => {
    const simulation = new SenderSimulation();
    simulation.sender.stop();
    expect(simulation.sender.state).to.deep.equal({ name: 'stopped' });
  });

  it('refuses a server that asks for samples which do not exist', () => {
    const simulation = new SenderSimulation();
    simulation.server.nextSample = 9_000;
    simulation.sender.start();
    simulation.advance(200);
    expect(simulation.sender.state).to.deep.include({ name: 'refused', code: 'out-of-order' });
  });

  it('overlooks messages that it does not know', () => {
    const simulation = startLive();
    for (const text of ['', '[]', '{"type":"news"}', '{"type":"ack"}', '{"type":"ack","nextSample":"9"}']) {
      simulation.sender.handleText(text);
    }
    captureFor(simulation, 100);
    stopAndDrain(simulation);
    expectEverySample(simulation);
  });
});

describe('Sender, time', () => {
  it("says about once a second when a sample was captured, in the server's time", () => {
    const serverAheadMs = -3_600_000;
    const simulation = startLive({ serverAheadMs, delayMs: 40 });
    const firstAtMs = simulation.nowMs - 10;
    captureFor(simulation, 5_000);
    const { clocks } = simulation.server;
    expect(clocks.length).to.equal(5);
    for (const { sample, capturedAtMs } of clocks) {
      expect(capturedAtMs).to.be.closeTo(firstAtMs + sample / 48 + serverAheadMs, 0.01);
    }
  });

  it('gives samples that waited the time at which they were captured', () => {
    const simulation = startLive();
    const firstAtMs = simulation.nowMs - 10;
    simulation.isReachable = false;
    simulation.cut();
    captureFor(simulation, 10_000);
    simulation.isReachable = true;
    stopAndDrain(simulation);
    expect(simulation.server.clocks.length).to.be.within(9, 10);
    for (const { sample, capturedAtMs } of simulation.server.clocks) {
      expect(capturedAtMs).to.be.closeTo(firstAtMs + sample / 48, 0.01);
    }
  });
});

describe('ClockOffset', () => {
  it('keeps the offset of the exchange with the shortest round trip', () => {
    const offset = new ClockOffset();
    expect(offset.offsetMs).to.equal(undefined);
    offset.add({ sentAtMs: 0, receivedAtMs: 300, serverTimeMs: 1_290 });
    offset.add({ sentAtMs: 1_000, receivedAtMs: 1_020, serverTimeMs: 2_013 });
    offset.add({ sentAtMs: 2_000, receivedAtMs: 2_200, serverTimeMs: 3_010 });
    expect(offset.offsetMs).to.equal(1_003);
    expect(offset.roundTripMs).to.equal(20);
  });

  it('forgets an exchange after a minute of others', () => {
    const offset = new ClockOffset();
    offset.add({ sentAtMs: 0, receivedAtMs: 10, serverTimeMs: 5 });
    for (let index = 0; index < 64; index++) {
      offset.add({ sentAtMs: 0, receivedAtMs: 20, serverTimeMs: 20 });
    }
    expect(offset.offsetMs).to.equal(10);
  });
});

describe('retryDelayMs', () => {
  const ATTEMPTS = [1, 2, 3, 4, 5, 6, 7, 1_000];
  const CASES: [what: string, sinceLiveMs: number | undefined, delaysMs: number[]][] = [
    ['never live', undefined, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]],
    ['live just now', 0, [0, 250, 500, 500, 500, 500, 500, 500]],
    ['live 10 s ago', 10_000, [0, 250, 500, 1_000, 2_000, 2_000, 2_000, 2_000]],
    ['live a minute ago', 60_000, [0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]],
  ];
  for (const [what, sinceLiveMs, delaysMs] of CASES) {
    it(`grows with the attempts of a connection that was ${what}`, () => {
      const delays = ATTEMPTS.map((attempt) => retryDelayMs({ attempt, sinceLiveMs, random: 0 }));
      expect(delays).to.deep.equal(delaysMs);
    });
  }

  it('leaves out a random half at most', () => {
    const delays = [0, 0.5, 1].map((random) => retryDelayMs({ attempt: 4, sinceLiveMs: undefined, random }));
    expect(delays).to.deep.equal([2_000, 1_500, 1_000]);
  });

  it('tries within 0.1 s after a connection that was live', () => {
    expect(retryDelayMs({ attempt: 1, sinceLiveMs: 0, random: 1 })).to.equal(100);
  });
});
