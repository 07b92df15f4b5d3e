import { randomUUID } from 'node:crypto';
import { socketUrlOf } from '../../packages/ingest/src/client/node-delivery.ts';
import { NodeLink } from '../../packages/ingest/src/client/node-link.ts';
import { steadyNowMs } from '../../packages/ingest/src/client/steady-clock.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import type { SenderState } from '../../packages/ingest/src/wire/sender-state.ts';
import type { SenderStats } from '../../packages/ingest/src/wire/sender-stats.ts';
import { Sender } from '../../packages/ingest/src/wire/sender.ts';
import { numberedNoise } from './numbered-noise.ts';

/** Where a broadcaster sends what. */
export interface NodeBroadcasterOptions {
  /** Host and port of the server, or of what stands before it. */
  readonly host: string;
  readonly key: string;
  /** Default `main`. */
  readonly station?: string;
  /** How many ppm its sound card is too fast. Default 0. */
  readonly ppm?: number;
}

const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const STEP_SAMPLES = 480;
const STEP_MS = 10;
const TICK_EVERY_MS = 20;

/** The project's own sender, with a sound card that gives numbered noise (see {@link numberedNoise}) in real time. */
export class NodeBroadcaster {
  readonly session = randomUUID();
  readonly sender: Sender;
  /** What the server said of itself, in its words. */
  readonly notices: string[] = [];
  readonly #link: NodeLink;
  readonly #samplesPerMs: number;
  readonly #startedAtMs = steadyNowMs();
  readonly #timers: NodeJS.Timeout[];
  #capturedSamples = 0;
  #onState: (() => void)[] = [];

  constructor({ host, key, station = 'main', ppm = 0 }: NodeBroadcasterOptions) {
    this.#samplesPerMs = (FORMAT.sampleRateHz / 1_000) * (1 + ppm / 1e6);
    this.#link = new NodeLink(socketUrlOf({ server: `http://${host}`, station }), {
      onOpen: () => this.sender.handleOpen(),
      onText: (text) => this.#hear(text),
      onClose: (closeCode) => this.sender.handleClose(closeCode),
      onRefused: (problem) => this.sender.refuse(problem),
    });
    this.sender = new Sender({
      session: this.session,
      key,
      start: FORMAT,
      nowMs: steadyNowMs,
      random: Math.random,
      link: this.#link,
      onStateChanged: () => {
        for (const tell of this.#onState.splice(0)) tell();
      },
    });
    this.sender.start();
    this.#timers = [
      setInterval(() => this.sender.tick(), TICK_EVERY_MS),
      setInterval(() => this.#captureDue(), STEP_MS),
    ];
  }

  /** Samples that its sound card gave. */
  get capturedSamples(): number {
    return this.#capturedSamples;
  }

  get stats(): SenderStats {
    return this.sender.stats;
  }

  /** Resolves when the sender is in a state. Rejects where it was refused instead. */
  async untilState(name: SenderState['name']): Promise<void> {
    while (this.sender.state.name !== name) {
      const { state } = this.sender;
      if (state.name === 'refused') throw new Error(`the server refused the broadcaster: ${state.message}`);
      await new Promise<void>((resolve) => this.#onState.push(resolve));
    }
  }

  /** Presses stop; resolves when the server has everything. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(1)) clearInterval(timer);
    this.sender.stop();
    await this.untilState('stopped');
    this.close();
  }

  /** Goes away without a word. May be called again. */
  close(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#link.close();
  }

  #captureDue(): void {
    const dueSamples = (steadyNowMs() - this.#startedAtMs) * this.#samplesPerMs;
    while (this.#capturedSamples + STEP_SAMPLES <= dueSamples) {
      const capturedAtMs = this.#startedAtMs + this.#capturedSamples / this.#samplesPerMs;
      this.sender.capture(numberedNoise(this.#capturedSamples, STEP_SAMPLES), capturedAtMs);
      this.#capturedSamples += STEP_SAMPLES;
    }
  }

  #hear(text: string): void {
    const message = JSON.parse(text) as { type: string; code?: string };
    if (message.type === 'notice' && message.code !== undefined) this.notices.push(message.code);
    this.sender.handleText(text);
  }
}
