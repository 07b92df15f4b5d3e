import { CLOSE_STOPPED, type Retry, retryOf, wireErrorCodeOf } from './close-code.ts';
import { type Ack, type Notice, parseServerMessage, type Stopped, type Welcome } from './message.ts';
import type { Conversation } from './sender-conversation.ts';
import type { SenderLink } from './sender-link.ts';
import { type Problem, problemOfClose, type Retrying, retryDelayMs } from './sender-state.ts';

/** What a connection needs of its sender. The callbacks must not throw. */
export interface ConnectionOptions {
  readonly link: SenderLink;
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Begins a conversation: says hello. */
  readonly greet: () => Conversation;
  /** The server answered the hello, took samples, or has all. */
  readonly onProgress: (message: Welcome | Ack | Stopped, conversation: Conversation) => void;
  /** The server has something to tell the broadcaster. */
  readonly onNotice: (notice: Notice, conversation: Conversation) => void;
  /** The connection was lost. */
  readonly onLost: () => void;
  /** The server turned the sender away, and trying again cannot help. */
  readonly onRefused: (problem: Problem) => void;
}

const OPENING_LIMIT_MS = 10_000;
/** Time is asked every second, so a silence this long means that the connection is gone, closed or not. */
const SILENCE_LIMIT_MS = 6_000;

/** Keeps a sender connected: opens the link, notices that it is lost, waits, opens it again. */
export class SenderConnection {
  readonly #options: ConnectionOptions;
  #phase: 'closed' | 'opening' | 'greeting' | 'open' = 'closed';
  #conversation: Conversation | undefined;
  #retrying: Retrying | undefined;
  #reported: Problem | undefined;
  #heardAtMs = 0;
  #failures = 0;
  #liveAtMs: number | undefined;
  #wasWelcomed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The conversation in which samples may be sent. */
  get conversation(): Conversation | undefined {
    return this.#phase === 'open' ? this.#conversation : undefined;
  }

  /** Whether the server ever took the sender. */
  get wasWelcomed(): boolean {
    return this.#wasWelcomed;
  }

  /** There from the loss of a connection to the next welcome. */
  get retrying(): Retrying | undefined {
    return this.#retrying;
  }

  open(): void {
    this.#phase = 'opening';
    this.#heardAtMs = this.#options.nowMs();
    this.#options.link.open();
  }

  /** Opens at once instead of at the time of the retry. */
  retryNow(): void {
    if (this.#phase === 'closed' && this.#retrying !== undefined) this.open();
  }

  /** Closes without a retry. */
  close(): void {
    this.#phase = 'closed';
    this.#conversation?.close();
    this.#conversation = undefined;
    this.#retrying = undefined;
    this.#options.link.close();
  }

  /** Does what is due: an attempt, the end of a connection that went silent, a question for the time. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    if (this.#phase === 'closed') {
      if (this.#retrying !== undefined && nowMs >= this.#retrying.retryAtMs) this.open();
      return;
    }
    const limitMs = this.#phase === 'open' ? SILENCE_LIMIT_MS : OPENING_LIMIT_MS;
    if (nowMs - this.#heardAtMs > limitMs) this.#lose(problemOfClose(), 'yes');
    else this.conversation?.keepTime();
  }

  /** The server took samples: the next loss is the first again. */
  noteSamplesTaken(): void {
    this.#failures = 0;
    this.#liveAtMs = this.#options.nowMs();
  }

  handleOpen(): void {
    if (this.#phase !== 'opening') return;
    this.#phase = 'greeting';
    this.#heardAtMs = this.#options.nowMs();
    this.#reported = undefined;
    this.#conversation = this.#options.greet();
  }

  handleText(text: string): void {
    const message = parseServerMessage(text);
    if (message === undefined || this.#conversation === undefined) return;
    this.#heardAtMs = this.#options.nowMs();
    if (message.type === 'error') this.#reported = message;
    else if (message.type === 'time') this.#conversation.takeTime(message);
    else if (message.type === 'welcome') this.#handleWelcome(message, this.#conversation);
    else if (message.type === 'notice') this.#options.onNotice(message, this.#conversation);
    else if (this.#phase === 'open') this.#options.onProgress(message, this.#conversation);
  }

  handleClose(closeCode: number): void {
    if (this.#phase === 'closed') return;
    const problem = this.#reported ?? problemOfClose(wireErrorCodeOf(closeCode));
    this.#lose(problem, closeCode === CLOSE_STOPPED ? 'yes' : retryOf(closeCode));
  }

  #handleWelcome(welcome: Welcome, conversation: Conversation): void {
    if (this.#phase !== 'greeting') return;
    this.#phase = 'open';
    this.#wasWelcomed = true;
    this.#retrying = undefined;
    conversation.begin(welcome);
    this.#options.onProgress(welcome, conversation);
  }

  #lose(problem: Problem, retry: Retry): void {
    const { nowMs, random, onLost, onRefused } = this.#options;
    this.close();
    if (!this.#canRetry(retry)) return onRefused(problem);
    this.#failures += 1;
    const attempt = this.#failures;
    const sinceLiveMs = this.#liveAtMs === undefined ? undefined : nowMs() - this.#liveAtMs;
    const retryAtMs = nowMs() + retryDelayMs({ attempt, sinceLiveMs, random: random() });
    this.#retrying = { attempt, retryAtMs, problem };
    onLost();
  }

  /** A station that another one took is worth waiting for only in the middle of a broadcast. */
  #canRetry(retry: Retry): boolean {
    return retry === 'yes' || (retry === 'later' && this.#wasWelcomed);
  }
}
