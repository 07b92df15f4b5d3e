import { expect } from 'chai';
import { Sender } from '../../packages/ingest/src/wire/sender.ts';
import type { SenderOptions } from '../../packages/ingest/src/wire/sender-options.ts';
import type { SenderState } from '../../packages/ingest/src/wire/sender-state.ts';
import { SimulatedSession } from './simulated-server.ts';

/** How a simulated broadcast differs from the plain one. */
export interface SimulationOptions {
  /** Each way; default 20 ms. */
  readonly delayMs?: number;
  /** How far the server's clock is ahead of the sender's; default 0. */
  readonly serverAheadMs?: number;
  readonly sender?: Partial<SenderOptions>;
}

const UNLIMITED_BPS = Number.POSITIVE_INFINITY;
/** TCP, IP and the WebSocket's own. */
const FRAME_OVERHEAD_BYTES = 46;

const START_MS = 1_763_653_358_000;
const ACKNOWLEDGE_EVERY_MS = 250;
const TICK_MS = 50;

/** A sender and a server with a line between them, on a clock that only moves when told. */
export class SenderSimulation {
  readonly sender: Sender;
  readonly server: SimulatedSession;
  readonly states: SenderState[] = [];
  /** Whether a connection can be opened. */
  isReachable = true;
  /** Frames that reached the server, of all connections. */
  arrived = 0;
  /** Called when a frame has reached the server. */
  onArrival: () => void = () => undefined;
  /** What the way to the server carries; what is more waits in a queue without an end. */
  uplinkBps = UNLIMITED_BPS;
  nowMs = START_MS;
  #uplinkFreeAtMs = 0;
  #line = 0;
  #isFrozen = false;
  /** By time. */
  readonly #events: { atMs: number; run: () => void }[] = [];
  readonly #delayMs: number;

  constructor(options: SimulationOptions = {}) {
    this.#delayMs = options.delayMs ?? 20;
    this.server = new SimulatedSession(() => this.nowMs + (options.serverAheadMs ?? 0));
    this.sender = new Sender({
      session: 'simulated-session',
      key: 'KEY',
      start: { encoding: 's16le', sampleRateHz: 48_000, channels: 2 },
      nowMs: () => this.nowMs,
      random: () => 0.5,
      onStateChanged: (state) => this.states.push(state),
      ...options.sender,
      link: {
        open: () => this.#open(),
        sendText: (text) => this.#toServer(text.length, () => this.server.handleText(text)),
        sendBlock: (frame) => this.#toServer(frame.length, () => this.server.handleBlock(frame)),
        close: () => this.#drop(),
      },
    });
    this.#every(ACKNOWLEDGE_EVERY_MS, () => this.server.acknowledge());
    this.#every(TICK_MS, () => this.sender.tick());
  }

  /** The names of the states so far, in order. */
  get stateNames(): string[] {
    return this.states.map((state) => state.name);
  }

  /** Lets time pass. */
  advance(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    while ((this.#events[0]?.atMs ?? Number.POSITIVE_INFINITY) <= endMs) {
      const next = this.#events.shift();
      this.nowMs = Math.max(this.nowMs, next?.atMs ?? 0);
      next?.run();
    }
    this.nowMs = endMs;
  }

  /** The connection breaks: what is on its way is lost, and the sender hears of it at once. */
  cut(): void {
    const line = this.#line;
    this.#drop();
    this.#after(0, () => {
      if (this.#line === line + 1) this.sender.handleClose(1_006);
    });
  }

  /** The line passes nothing any more, and nobody is told. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Runs something after a time. */
  #after(delayMs: number, run: () => void): void {
    const event = { atMs: this.nowMs + delayMs, run };
    const index = this.#events.findLastIndex(({ atMs }) => atMs <= event.atMs);
    this.#events.splice(index + 1, 0, event);
  }

  #every(periodMs: number, run: () => void): void {
    this.#after(periodMs, () => {
      run();
      this.#every(periodMs, run);
    });
  }

  #drop(): void {
    this.#line += 1;
    this.server.disconnect();
  }

  #open(): void {
    this.#line += 1;
    this.#isFrozen = false;
    this.#uplinkFreeAtMs = 0;
    this.#onLine(this.#delayMs * 2, () => {
      if (!this.isReachable) return this.sender.handleClose(1_006);
      this.server.connect({
        sendText: (text) => this.#onLine(this.#delayMs, () => this.sender.handleText(text)),
        close: (code) => this.#onLine(this.#delayMs, () => this.sender.handleClose(code)),
      });
      this.sender.handleOpen();
    });
  }

  #toServer(bytes: number, deliver: () => void): void {
    const onLineMs = ((bytes + FRAME_OVERHEAD_BYTES) * 8_000) / this.uplinkBps;
    this.#uplinkFreeAtMs = Math.max(this.#uplinkFreeAtMs, this.nowMs) + onLineMs;
    this.#onLine(this.#uplinkFreeAtMs - this.nowMs + this.#delayMs, () => {
      deliver();
      this.arrived += 1;
      this.onArrival();
    });
  }

  #onLine(delayMs: number, run: () => void): void {
    const line = this.#line;
    this.#after(delayMs, () => {
      if (this.#line === line && !this.#isFrozen) run();
    });
  }
}

/** Stereo s16le PCM in which every sample says its own number, so that a lost, doubled or shifted one is seen. */
export function numberedPcm(startSample: number, samples: number): Buffer {
  const pcm = Buffer.alloc(samples * 4);
  for (let index = 0; index < samples; index++) pcm.writeUInt32LE(startSample + index, index * 4);
  return pcm;
}

const BUFFER_SAMPLES = 480;
const BUFFER_MS = 10;

/** A simulated sender that is on air. */
export function startLive(options: SimulationOptions = {}): SenderSimulation {
  const simulation = new SenderSimulation(options);
  simulation.sender.start();
  simulation.advance(Math.max(400, 5 * (options.delayMs ?? 0)));
  expect(simulation.sender.state.name).to.equal('live');
  return simulation;
}

/** Captures in buffers of 10 ms for a time, from the sample the sender is at. */
export function captureFor(simulation: SenderSimulation, durationMs: number): void {
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs += BUFFER_MS) {
    const { capturedSamples } = simulation.sender.stats;
    const capturedAtMs = simulation.nowMs - BUFFER_MS;
    simulation.sender.capture(numberedPcm(capturedSamples, BUFFER_SAMPLES), capturedAtMs);
    simulation.advance(BUFFER_MS);
  }
}

/** Stops and waits until everything has arrived. */
export function stopAndDrain(simulation: SenderSimulation): void {
  simulation.sender.stop();
  simulation.advance(20_000);
  expect(simulation.sender.state).to.deep.equal({ name: 'stopped' });
}

/** Checks that the server has every captured sample once and in order. */
export function expectEverySample(simulation: SenderSimulation): void {
  const { capturedSamples, acknowledgedSamples } = simulation.sender.stats;
  expect(simulation.server.nextSample).to.equal(capturedSamples);
  expect(acknowledgedSamples).to.equal(capturedSamples);
  expect(simulation.server.pcm.equals(numberedPcm(0, capturedSamples))).to.equal(true);
}
