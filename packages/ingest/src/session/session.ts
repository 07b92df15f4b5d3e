import type { Feed, Logger } from '@ringcast/segmenter';
import { endedErrorOf } from '../station-gate.ts';
import type { ClientMessage, Clock, Hello, Stop } from '../wire/message.ts';
import { WireError } from '../wire/wire-error.ts';
import { Acknowledger } from './acknowledger.ts';
import type { SessionEnd } from './ended-session.ts';
import { Reception } from './reception.ts';
import type { SessionClock } from './session-clock.ts';
import { type SessionLink, type SourceSession, welcome } from './source-session.ts';

/** What a session needs. */
export interface SessionOptions {
  readonly station: string;
  /** The message that began it. */
  readonly hello: Hello;
  readonly feed: Feed;
  readonly ffmpegPath: string;
  readonly clock: SessionClock;
  readonly logger: Logger;
  /** Called once, when nothing more is to be expected of it. */
  readonly onEnded: (end: SessionEnd) => void;
}

type Phase = { readonly name: 'live' | 'stopping' } | SessionEnd;

const MAX_CLOCK_AHEAD_MS = 5_000;
const MAX_CLOCK_BEHIND_MS = 24 * 3_600_000;

/** One broadcast of one client, across all its connections (docs/protocol.md). */
export class Session implements SourceSession {
  readonly #options: SessionOptions;
  readonly #reception: Reception;
  readonly #acknowledger: Acknowledger;
  #phase: Phase = { name: 'live' };
  #link: SessionLink | undefined;
  #isFeedDetached = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { hello, feed, clock } = options;
    this.#acknowledger = new Acknowledger(clock, () => this.#acknowledge());
    this.#reception = new Reception({
      ...options,
      epoch: hello,
      startSample: Math.max(hello.startSample, hello.keptFromSample ?? 0),
      onTaken: () => this.#acknowledger.noteTaken(),
      onEnded: () => this.#onEnded(),
      onFailed: (error) => this.#onFailed(error),
    });
    feed.closed.addEventListener('abort', () => this.#onFeedClosed(), { once: true });
  }

  get isFull(): boolean {
    return this.#reception.isFull;
  }

  room(): Promise<void> {
    return this.#reception.room();
  }

  attach(link: SessionLink, hello: Hello): void {
    if (this.#phase.name === 'over') throw this.#phase.error;
    if (this.#phase.name === 'live') this.#goLive(hello);
    const evicted = this.#link;
    this.#link = link;
    evicted?.close(new WireError('evicted', 'A newer connection of the same session took over.'));
    // Not what was received: what the feed does not have would be lost with its decoder.
    const nextSample = this.#reception.takenSample;
    welcome(link, { nextSample, liveSample: nextSample, serverTimeMs: this.#options.clock.nowMs() });
  }

  detach(link: SessionLink): void {
    if (link !== this.#link) return;
    this.#link = undefined;
    this.#acknowledger.cancel();
    if (this.#phase.name === 'live') this.#detachFeed();
  }

  takeBlock(frame: Uint8Array): void {
    this.#reception.takeBlock(frame);
  }

  takeMessage(message: Exclude<ClientMessage, { type: 'hello' | 'time' }>): void {
    if (message.type === 'stop') return this.#takeStop(message);
    if (message.type === 'format') this.#reception.declare(message);
    else if (message.type === 'gap') this.#reception.takeGap(message);
    else this.#takeClock(message);
  }

  /**
   * Lets what was received go on air, acknowledges it and takes nothing more; for a server that goes down. The one
   * that comes after it then begins with the next sample.
   */
  async drain(): Promise<void> {
    await this.#reception.drain();
    this.#acknowledge();
  }

  #goLive(hello: Hello): void {
    this.#reception.declare(hello);
    this.#reception.start();
    if (!this.#isFeedDetached) return;
    this.#isFeedDetached = false;
    this.#options.feed.attach();
  }

  #detachFeed(): void {
    if (this.#isFeedDetached) return;
    this.#isFeedDetached = true;
    this.#options.feed.detach();
  }

  #takeClock({ sample, capturedAtMs }: Clock): void {
    const aheadMs = capturedAtMs - this.#options.clock.nowMs();
    if (aheadMs > MAX_CLOCK_AHEAD_MS || aheadMs < -MAX_CLOCK_BEHIND_MS) return;
    this.#reception.noteCapture(sample, capturedAtMs);
  }

  #takeStop({ endSample }: Stop): void {
    const { nextSample } = this.#reception;
    if (endSample !== nextSample) {
      throw new WireError(
        endSample > nextSample ? 'out-of-order' : 'bad-message',
        `Sample ${nextSample} is wanted next, so a stop must say ${nextSample}; ${endSample} came.`,
      );
    }
    if (this.#phase.name !== 'live') return;
    this.#phase = { name: 'stopping' };
    this.#reception.end();
  }

  #acknowledge(): void {
    const nextSample = this.#reception.takenSample;
    this.#link?.send({ type: 'ack', nextSample, liveSample: nextSample });
  }

  #onEnded(): void {
    const endSample = this.#reception.nextSample;
    this.#end({ name: 'stopped', endSample });
    this.#link?.send({ type: 'stopped', nextSample: endSample });
    this.#dropLink('stopped');
  }

  #end(end: SessionEnd): void {
    this.#phase = end;
    this.#options.onEnded(end);
  }

  #onFeedClosed(): void {
    // A feed that ends because the broadcaster stopped is closed too.
    if (this.#phase.name === 'live') this.#goOver();
  }

  #goOver(): void {
    const error = endedErrorOf(this.#options.feed);
    this.#end({ name: 'over', error });
    this.#reception.close();
    this.#dropLink(error);
  }

  /** The samples that the feed does not have are wanted again, from the next connection. */
  #onFailed(cause: unknown): void {
    if (this.#phase.name === 'over') return;
    const { station, feed, logger } = this.#options;
    if (feed.closed.aborted) return this.#goOver();
    logger.error({ station, err: cause }, 'the sound of a source could not be taken');
    this.#phase = { name: 'live' };
    this.#detachFeed();
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
