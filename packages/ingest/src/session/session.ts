import { MAX_WAITING_BYTES } from '../journal/session-journal.ts';
import type { ClientMessage, Clock, Hello, Progress, Stop } from '../wire/message.ts';
import { WireError } from '../wire/wire-error.ts';
import { Acknowledger } from './acknowledger.ts';
import { LiveSide, type LiveSideOptions } from './live-side.ts';
import { Reception } from './reception.ts';
import type { Epoch } from './sample-ledger.ts';
import { isCredible, type SessionClock } from './session-clock.ts';
import type { SessionStore } from './session-store.ts';
import { type UplinkState, uplinkStateOf } from './uplink-state.ts';
import type { SessionLink, SourceSession } from './source-session.ts';
import { noticeOf, standingNoticeOf, welcome } from './source-session.ts';

/** What a session needs. */
export interface SessionOptions
  extends Pick<LiveSideOptions, 'station' | 'session' | 'openFeed' | 'placeOf' | 'ffmpegPath' | 'logger'> {
  /** The epoch of the first sample that is wanted. */
  readonly epoch: Epoch;
  readonly startSample: number;
  readonly store: SessionStore;
  readonly clock: SessionClock;
  /** Called when nobody is connected and it is not on air; its client may come back. */
  readonly onIdle: () => void;
  /** Called once, when it has ended and all of it is on disk. */
  readonly onEnded: () => void;
}

/** One broadcast of one client, across all its connections, and across restarts of the server (docs/protocol.md). */
export class Session implements SourceSession {
  readonly #options: SessionOptions;
  readonly #reception: Reception;
  readonly #acknowledger: Acknowledger;
  readonly #live: LiveSide;
  #link: SessionLink | undefined;
  /** What the present client was told. */
  #acknowledged: Progress = { nextSample: 0, liveSample: 0 };
  #endSample: number | undefined;
  #phase: 'open' | 'ending' | 'ended' = 'open';
  #onRoom: (() => void)[] = [];
  #hasFailed = false;
  #isDraining = false;
  #connections = 0;
  /** Why it goes on air no more. */
  #offAirReason: WireError | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#acknowledger = new Acknowledger(options.clock, () => this.#acknowledge());
    this.#live = new LiveSide({
      ...options,
      activeEpoch: () => this.#reception.activeEpoch,
      onTaken: () => this.#noteProgress(),
      onEnded: () => this.#settleStop(),
      onOffAir: () => this.#noteIdle(),
      onStanding: () => this.#link?.send(standingNoticeOf(this.#live.isStandingBy)),
      onFailed: (error, takenSample) => this.#onDecoderFailed(error, takenSample),
    });
    this.#reception = new Reception({
      ...options,
      airingFor: (endSample) => this.#live.airingFor(endSample),
    });
  }

  get isFull(): boolean {
    return this.#options.store.waitingBytes > MAX_WAITING_BYTES || this.#live.isFull;
  }

  async room(): Promise<void> {
    await this.#live.room();
    while (this.#options.store.waitingBytes > MAX_WAITING_BYTES) {
      await new Promise<void>((resolve) => this.#onRoom.push(resolve));
    }
  }

  /** Whether it is on air, or stands by to be. */
  get isAiring(): boolean {
    return this.#live.isOnAir;
  }

  /** How its connection does; undefined while it is not on air. */
  get uplink(): UplinkState | undefined {
    if (!this.#live.isOnAir || this.#live.isStandingBy) return undefined;
    const connections = { isConnected: this.#link !== undefined, count: this.#connections };
    return uplinkStateOf(this.#reception, { acknowledgedSample: this.#acknowledged.nextSample, connections });
  }

  /**
   * Puts it on air where a former process left off: at an absolute position of the station's timeline, with what the
   * journal holds from a sample on. The client is awaited then.
   */
  async replay(fromSample: number, position: number): Promise<void> {
    await this.#live.replay(fromSample, position);
    if (!this.#link) this.#live.detach();
  }

  /** It goes on air no more: its client is told, and may bring what is left for the journal. */
  takeOffAir(reason: WireError): void {
    this.#offAirReason = reason;
    this.#live.cease();
    this.#dropLink(reason);
  }

  attach(link: SessionLink, hello: Hello): void {
    this.#admit(hello);
    const evicted = this.#link;
    this.#link = link;
    this.#connections += 1;
    evicted?.close(new WireError('evicted', 'A newer connection of the same session took over.'));
    // Not what was received: what neither the journal nor the feed has might still be lost.
    this.#acknowledged = this.#progress();
    const { isStandingBy } = this.#live;
    welcome(link, { ...this.#acknowledged, isStandingBy, serverTimeMs: this.#options.clock.nowMs() });
    if (this.#hasFailed) this.#tellOfFailure();
  }

  detach(link: SessionLink): void {
    if (link !== this.#link) return;
    this.#link = undefined;
    this.#acknowledger.cancel();
    this.#live.detach();
    this.#noteIdle();
  }

  takeBlock(frame: Uint8Array): void {
    if (!this.#isDraining) this.#reception.takeBlock(frame);
    this.#settleStop();
  }

  takeMessage(message: Exclude<ClientMessage, { type: 'hello' | 'time' }>): void {
    if (this.#isDraining) return;
    if (message.type === 'stop') this.#takeStop(message);
    else if (message.type === 'format') this.#reception.declare(message);
    else if (message.type === 'clock') this.#takeClock(message);
    else this.#reception.takeGap(message);
    this.#settleStop();
  }

  /** The journal has written, or cannot write. */
  noteStored(): void {
    if (this.#options.store.waitingBytes <= MAX_WAITING_BYTES)
      for (const resolve of this.#onRoom.splice(0)) resolve();
    const isFailing = this.#options.store.failure !== undefined;
    if (isFailing !== this.#hasFailed) {
      this.#hasFailed = isFailing;
      this.#tellOfFailure();
    }
    this.#noteProgress();
    this.#settleStop();
  }

  /**
   * Lets what was received go on air and to disk, acknowledges it and takes nothing more; for a server that goes
   * down. The one that comes after it then begins with the next sample.
   */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await Promise.all([this.#live.drain(), this.#options.store.flush()]);
    this.#acknowledge();
  }

  #progress(): Progress {
    const kept = this.#options.store.nextSample;
    const taken = this.#live.takenSample ?? this.#reception.nextSample;
    return { nextSample: Math.min(kept, taken), liveSample: taken };
  }

  #admit(hello: Hello): void {
    try {
      if (this.#offAirReason && hello.isForJournalOnly !== true) throw this.#offAirReason;
      this.#reception.declare(hello);
      this.#reception.noteCaptured(hello.endSample ?? hello.keptFromSample ?? hello.startSample);
      if (this.#endSample === undefined) this.#live.attach(hello, this.#reception.nextSample);
      else this.#live.goOn();
    } catch (refusal) {
      // A client that is refused is never detached, and may not come again.
      this.#noteIdle();
      throw refusal;
    }
  }

  #noteProgress(): void {
    const { nextSample, liveSample } = this.#progress();
    this.#reception.forgetBefore(nextSample);
    const isNews = nextSample > this.#acknowledged.nextSample || liveSample > this.#acknowledged.liveSample;
    if (this.#link && isNews) this.#acknowledger.noteTaken();
  }

  #takeClock({ sample, capturedAtMs }: Clock): void {
    if (!isCredible(capturedAtMs, this.#options.clock)) return;
    this.#options.store.append({ type: 'clock', sample, capturedAtMs });
    this.#live.noteCapture(sample, capturedAtMs);
  }

  #takeStop({ endSample }: Stop): void {
    this.#reception.endAt(endSample);
    this.#endSample = endSample;
    if (this.#phase === 'ended') this.#sayStopped();
  }

  /** After a stop: ends the airing once it has everything, and the session once the journal has, too, unless that is being closed. */
  #settleStop(): void {
    const { store } = this.#options;
    if (this.#endSample === undefined || this.#phase !== 'open' || store.isClosing) return;
    this.#live.endAt(this.#endSample);
    if (this.#live.isOnAir || store.nextSample < this.#endSample) return;
    this.#phase = 'ending';
    store.append({ type: 'end', endSample: this.#endSample, reason: 'stopped' });
    void store.flush().then(() => this.#onEnded());
  }

  #onEnded(): void {
    this.#phase = 'ended';
    this.#options.onEnded();
    this.#sayStopped();
  }

  #sayStopped(): void {
    this.#link?.send({ type: 'stopped', nextSample: this.#endSample ?? 0 });
    this.#dropLink('stopped');
  }

  #noteIdle(): void {
    if (!this.#link && !this.#live.isOnAir) this.#options.onIdle();
  }

  #acknowledge(): void {
    this.#acknowledged = this.#progress();
    this.#link?.send({ type: 'ack', ...this.#acknowledged });
  }

  #tellOfFailure(): void {
    this.#link?.send(noticeOf(this.#options.store.failure));
  }

  /** The samples that the feed does not have are wanted again, from the next connection. */
  #onDecoderFailed(cause: unknown, takenSample: number): void {
    const { station, logger } = this.#options;
    logger.error({ station, err: cause }, 'the sound of a source could not be taken');
    this.#reception.rewind(takenSample);
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#dropLink(new WireError('internal', `The server could not take the sound: ${reason}`, { cause }));
  }

  #dropLink(outcome: WireError | 'stopped'): void {
    const link = this.#link;
    this.#link = undefined;
    this.#acknowledger.cancel();
    link?.close(outcome);
  }
}
