import type { Ack, Hello, Stopped, Welcome } from './message.ts';
import type { PcmFormat } from './pcm-format.ts';
import { type Backlog, MemoryBacklog } from './sender-backlog.ts';
import { SenderConnection } from './sender-connection.ts';
import { Conversation } from './sender-conversation.ts';
import { BlockCutter } from './sender-cutter.ts';
import type { SenderLink } from './sender-link.ts';
import type { Problem, SenderState } from './sender-state.ts';

/** How a sender is made. It has no clock, socket or dice of its own. */
export interface SenderOptions extends Pick<Hello, 'session' | 'key' | 'client'> {
  /** Format of the first samples. */
  readonly format: PcmFormat;
  readonly link: SenderLink;
  /** A clock that never steps, in ms since the Unix epoch, with a fraction. */
  readonly nowMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What is kept until it is acknowledged; default the newest 60 s, in memory. */
  readonly backlog?: Backlog;
  /** Called after each change; must not throw. */
  readonly onStateChanged?: (state: SenderState) => void;
}

/** What a sender has done so far; samples are counted across reconnects and formats. */
export interface SenderStats {
  /** Gaps included. */
  readonly capturedSamples: number;
  readonly acknowledgedSamples: number;
  /** Duration of everything acknowledged, gaps included. */
  readonly acknowledgedMs: number;
  /** Duration of the sound that is kept because it is not acknowledged. */
  readonly unacknowledgedMs: number;
  /** Samples that were given up because too much was waiting. */
  readonly lostSamples: number;
}

const KEPT_MS = 60_000;

/**
 * The broadcaster's side of ringcast.v1: numbers samples, keeps them until they are acknowledged, sends them, and
 * after a lost connection goes on where the server is. The owner passes on what happens on the {@link SenderLink}
 * and calls {@link Sender.tick} some twenty times a second.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #backlog: Backlog;
  readonly #cutter: BlockCutter;
  readonly #connection: SenderConnection;
  #state: SenderState = { name: 'idle' };
  #isStopping = false;
  #acknowledged = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#backlog = options.backlog ?? new MemoryBacklog(KEPT_MS);
    this.#cutter = new BlockCutter(options.format, (entry) => this.#backlog.append(entry));
    this.#connection = new SenderConnection({
      link: options.link,
      nowMs: options.nowMs,
      random: options.random,
      greet: () => this.#greet(),
      onProgress: (message, conversation) => this.#handleProgress(message, conversation),
      onLost: () => this.#settle(),
      onRefused: (problem) => this.refuse(problem),
    });
  }

  get state(): SenderState {
    return this.#state;
  }

  get stats(): SenderStats {
    return {
      capturedSamples: this.#cutter.endSample,
      acknowledgedSamples: this.#acknowledged,
      acknowledgedMs: this.#cutter.durationMsBefore(this.#acknowledged),
      unacknowledgedMs: this.#backlog.blockMs + this.#cutter.pendingMs,
      lostSamples: this.#backlog.lostSamples,
    };
  }

  /** Connects. Samples may be captured before, and wait. */
  start(): void {
    if (this.#state.name !== 'idle') return;
    this.#connection.open();
    this.#settle();
  }

  /** Takes whole interleaved frames of the current format, copying them; see {@link BlockCutter.capture}. */
  capture(pcm: Uint8Array, capturedAtMs?: number): void {
    if (!this.#isCapturing) return;
    this.#cutter.capture(pcm, capturedAtMs);
    this.#pump();
  }

  /** Declares that the next `samples` were never captured. */
  skip(samples: number, reason: string): void {
    if (!this.#isCapturing) return;
    this.#cutter.skip(samples, reason);
    this.#pump();
  }

  /** Samples captured from now on are in another format. */
  changeFormat(format: PcmFormat): void {
    this.#cutter.changeFormat(format);
  }

  /** Ends the broadcast: nothing more is captured, everything that waits is sent first. */
  stop(): void {
    if (!this.#isCapturing) return;
    if (this.#state.name === 'idle') return this.abandon();
    this.#isStopping = true;
    this.#cutter.flush();
    this.#pump();
    this.#settle();
  }

  /** Ends at once; what is not acknowledged stays unsent. */
  abandon(): void {
    this.#end({ name: 'stopped' });
  }

  /** Ends because the server turns the sender away, on the connection or beside it. */
  refuse({ code, message }: Problem): void {
    this.#end({ name: 'refused', code, message });
  }

  /** Connects at once where it waits to do so, as when the network is back. */
  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Does what is due. */
  tick(): void {
    this.#connection.tick();
  }

  /** The link is open. */
  handleOpen(): void {
    this.#connection.handleOpen();
  }

  /** A text frame came. */
  handleText(text: string): void {
    this.#connection.handleText(text);
  }

  /** The link closed, or could not be opened. */
  handleClose(closeCode: number): void {
    this.#connection.handleClose(closeCode);
  }

  get #isCapturing(): boolean {
    return !this.#isStopping && !this.#hasEnded;
  }

  get #hasEnded(): boolean {
    return this.#state.name === 'stopped' || this.#state.name === 'refused';
  }

  #greet(): Conversation {
    const { link, nowMs, session, key, client } = this.#options;
    const identity = { session, ...(key !== undefined && { key }), ...(client !== undefined && { client }) };
    const conversation = new Conversation({
      link,
      nowMs,
      identity,
      backlog: this.#backlog,
      cutter: this.#cutter,
    });
    conversation.sayHello(this.#acknowledged);
    return conversation;
  }

  #handleProgress(message: Welcome | Ack | Stopped, conversation: Conversation): void {
    const { nextSample, type } = message;
    if (nextSample > this.#cutter.endSample) {
      const problem = `The server asks for sample ${nextSample} of a broadcast that has ${this.#cutter.endSample}.`;
      return this.refuse({ code: 'out-of-order', message: problem });
    }
    this.#acknowledge(nextSample, conversation);
    if (type === 'stopped') return this.abandon();
    this.#pump();
    if (type === 'welcome') this.#settle();
  }

  #acknowledge(sample: number, conversation: Conversation): void {
    conversation.acknowledge(sample);
    if (sample <= this.#acknowledged) return;
    this.#acknowledged = sample;
    this.#backlog.dropBefore(sample);
    this.#connection.noteSamplesTaken();
  }

  #pump(): void {
    const { conversation } = this.#connection;
    conversation?.pump();
    if (this.#isStopping) conversation?.sayStop(this.#cutter.endSample);
  }

  #end(state: SenderState): void {
    if (this.#hasEnded) return;
    this.#connection.close();
    this.#change(state);
  }

  #settle(): void {
    const { retrying, conversation } = this.#connection;
    if (this.#isStopping) {
      this.#change({ name: 'stopping', ...(retrying && { retryAtMs: retrying.retryAtMs }) });
    } else if (retrying !== undefined) this.#change({ name: 'reconnecting', ...retrying });
    else this.#change({ name: conversation === undefined ? 'connecting' : 'live' });
  }

  #change(state: SenderState): void {
    this.#state = state;
    this.#options.onStateChanged?.(state);
  }
}
