import type { Ack, Notice, Progress, Stopped, Welcome } from './message.ts';
import type { PcmFormat } from './pcm-format.ts';
import type { Backlog } from './sender-backlog.ts';
import { SenderConnection } from './sender-connection.ts';
import { Conversation } from './sender-conversation.ts';
import { BlockCutter } from './sender-cutter.ts';
import type { SenderOptions } from './sender-options.ts';
import { SampleBacklog } from './sender-sample-backlog.ts';
import { type Problem, type SenderState, stateOf } from './sender-state.ts';
import { type SenderStats, statsOf } from './sender-stats.ts';
import { Uplink } from './sender-uplink.ts';

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
  readonly #uplink: Uplink;
  #state: SenderState = { name: 'idle' };
  #isStopping = false;
  #acknowledged: number;
  #liveSample = 0;
  #notice: Notice | undefined;
  /** That another source is on air. */
  #standing: Notice | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#backlog = options.backlog ?? new SampleBacklog();
    this.#acknowledged = this.#backlog.entryAt(0)?.startSample ?? 0;
    this.#cutter = new BlockCutter(options.start, (entry) => this.#backlog.append(entry));
    this.#uplink = new Uplink({ ...options, standIns: options.standIns, cutter: this.#cutter });
    this.#connection = new SenderConnection({
      ...options,
      greet: () => this.#greet(),
      onProgress: (message, conversation) => this.#handleProgress(message, conversation),
      onNotice: (notice, conversation) => this.#handleNotice(notice, conversation),
      onLost: () => this.#handleLost(),
      onRefused: (problem) => this.refuse(problem),
    });
  }

  get state(): SenderState {
    return this.#state;
  }

  /** Whether the server ever took it. */
  get wasWelcomed(): boolean {
    return this.#connection.wasWelcomed;
  }

  get stats(): SenderStats {
    return statsOf({
      cutter: this.#cutter,
      backlog: this.#backlog,
      acknowledged: this.#acknowledged,
      liveSample: this.#liveSample,
      nextToSend: this.#connection.conversation?.nextToSend,
      mode: this.#uplink.modeName,
      notice: this.#standing ?? this.#notice,
    });
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
    const { conversation } = this.#connection;
    if (conversation !== undefined && this.#isCapturing) this.#uplink.watch(conversation, this.#liveSample);
    this.#pump();
  }

  /** The link is open. */
  handleOpen(): void {
    this.#connection.handleOpen();
  }

  /** A text frame came. */
  handleText(text: string): void {
    this.#connection.handleText(text);
    this.#pump();
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
    const { link, nowMs, session, key, client, isForJournalOnly, standIns } = this.#options;
    const conversation = new Conversation({
      link,
      nowMs,
      identity: {
        session,
        ...(key !== undefined && { key }),
        ...(client !== undefined && { client }),
        ...(isForJournalOnly !== undefined && { isForJournalOnly }),
      },
      backlog: this.#backlog,
      cutter: this.#cutter,
      rate: this.#uplink.rate,
      standIns,
      onStandInsFailed: () => this.#uplink.handleStandInsFailed(conversation),
    });
    conversation.sayHello(this.#acknowledged);
    return conversation;
  }

  #handleProgress(message: Welcome | Ack | Stopped, conversation: Conversation): void {
    const { nextSample, type } = message;
    if (nextSample > this.#cutter.endSample) {
      if (this.#options.isForJournalOnly !== true) return this.#refuseProgress(nextSample);
      // What a page sent last before it was closed is with the server, and may not be in the file.
      this.#cutter.goOnFrom(nextSample);
    }
    const liveSample = type === 'stopped' ? nextSample : message.liveSample;
    this.#acknowledge({ nextSample, liveSample }, conversation);
    if (type === 'stopped') return this.abandon();
    if (type === 'welcome') {
      this.#cutter.changeBlockMs(message.blockMs);
      this.#uplink.begin(conversation);
      this.#settle();
    }
  }

  #refuseProgress(nextSample: number): void {
    const message = `The server asks for sample ${nextSample} of a broadcast that has ${this.#cutter.endSample}.`;
    this.refuse({ code: 'out-of-order', message });
  }

  #acknowledge(progress: Progress, conversation: Conversation): void {
    conversation.acknowledge(progress);
    const { nextSample, liveSample } = progress;
    if (nextSample > this.#acknowledged || liveSample > this.#liveSample) this.#connection.noteSamplesTaken();
    this.#liveSample = liveSample;
    if (nextSample <= this.#acknowledged) return;
    this.#acknowledged = nextSample;
    this.#backlog.dropBefore(nextSample);
  }

  #handleNotice(notice: Notice, conversation: Conversation): void {
    if (notice.code === 'standing-by') this.#standing = notice;
    else if (notice.code === 'took-over') this.#standing = undefined;
    else {
      const isFailing = notice.code === 'journal-failing';
      conversation.noteJournal(isFailing);
      this.#notice = isFailing ? notice : undefined;
    }
  }

  #handleLost(): void {
    this.#notice = undefined;
    this.#standing = undefined;
    this.#settle();
  }

  #pump(): void {
    const { conversation } = this.#connection;
    if (conversation === undefined) return;
    this.#uplink.pump(conversation);
    if (this.#isStopping) conversation.sayStop(this.#cutter.endSample);
  }

  #end(state: SenderState): void {
    if (this.#hasEnded) return;
    this.#connection.close();
    this.#change(state);
  }

  #settle(): void {
    const { retrying, conversation } = this.#connection;
    const isLive = conversation !== undefined;
    this.#change(stateOf({ isStopping: this.#isStopping, isLive, retrying }));
  }

  #change(state: SenderState): void {
    this.#state = state;
    this.#options.onStateChanged?.(state);
  }
}
