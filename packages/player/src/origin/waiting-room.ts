import type { Logger } from '@ringcast/segmenter';
import type { Clock } from '../clock.ts';
import { PlayerError, toPlayerError } from '../player-error.ts';
import type { Answer, Inquiry, Reply } from './answer.ts';

/** What a waiting room needs to know. */
export interface WaitingRoomOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Requests that may wait at once. */
  readonly maxWaiting: number;
  /** How long one may wait. */
  readonly maxWaitMs: number;
}

interface WaitingRequest {
  readonly inquire: Inquiry;
  readonly reply: Reply;
  readonly sinceMs: number;
  /** Where it stands among those that wait; `'gone'` once it was answered or withdrew. */
  place: number | 'gone';
}

/** How late a request that waited too long may learn of it. */
const SWEEP_INTERVAL_MS = 250;

/**
 * The requests of one station that wait for something to be published. They share one timer, which runs only
 * while there are any.
 *
 * They are in an array rather than a Set: the outgrown tables of a Set refer to the next one, so that garbage of
 * the old generation keeps thousands of short-lived requests, which doubles what a request costs.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  #requests: WaitingRequest[] = [];
  #stopSweeping: (() => void) | undefined;
  #closedBy: PlayerError | undefined;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Requests that wait now. */
  get size(): number {
    return this.#requests.length;
  }

  /**
   * Replies at once where that is possible, else as soon as it is.
   *
   * @returns how to leave without a reply, where the request waits.
   */
  admit(inquire: Inquiry, reply: Reply): (() => void) | undefined {
    const answer = this.#answerOf(inquire) ?? this.#turnAway();
    if (answer) {
      reply(answer);
      return undefined;
    }
    const { clock } = this.#options;
    const request: WaitingRequest = { inquire, reply, sinceMs: clock.monotonicMs(), place: 'gone' };
    this.#add(request);
    this.#stopSweeping ??= clock.every(SWEEP_INTERVAL_MS, () => this.#sweep());
    return () => this.#withdraw(request);
  }

  /** Replies to every request that can be answered now. */
  review(): void {
    this.#settle((request) => this.#answerOf(request.inquire));
  }

  /** Refuses everyone who waits, and whoever would have to wait later. */
  close(error: PlayerError): void {
    this.#closedBy ??= error;
    this.#settle(() => ({ kind: 'refusal', error }));
  }

  #turnAway(): Answer | undefined {
    if (this.#closedBy) return { kind: 'refusal', error: this.#closedBy };
    const { maxWaiting } = this.#options;
    if (this.#requests.length < maxWaiting) return undefined;
    const message = `${maxWaiting} requests wait already, which is the limit. Try again in a second.`;
    return { kind: 'refusal', error: new PlayerError('too-many-waiting', message) };
  }

  #sweep(): void {
    const { clock, maxWaitMs } = this.#options;
    const tooLongSinceMs = clock.monotonicMs() - maxWaitMs;
    const message = `Nothing new was published for ${maxWaitMs / 1_000} s. Ask again.`;
    const error = new PlayerError('blocked-too-long', message);
    this.#settle(({ sinceMs }) => (sinceMs < tooLongSinceMs ? { kind: 'refusal', error } : undefined));
  }

  /** Goes through all that wait; the ones without an answer stay. */
  #settle(answerOf: (request: WaitingRequest) => Answer | undefined): void {
    const requests = this.#requests;
    this.#requests = [];
    for (const request of requests) {
      if (request.place === 'gone') continue;
      const answer = answerOf(request);
      if (answer) this.#dismiss(request, answer);
      else this.#add(request);
    }
    this.#restIfEmpty();
  }

  #answerOf(inquire: Inquiry): Answer | undefined {
    try {
      return inquire();
    } catch (cause) {
      const error = toPlayerError(cause);
      if (error.code === 'internal') this.#options.logger.error({ err: cause }, 'a request failed');
      return { kind: 'refusal', error };
    }
  }

  /** One reply that fails keeps no other request from its own. */
  #dismiss(request: WaitingRequest, answer: Answer): void {
    request.place = 'gone';
    try {
      request.reply(answer);
    } catch (err) {
      this.#options.logger.error({ err }, 'a reply failed');
    }
  }

  #add(request: WaitingRequest): void {
    request.place = this.#requests.push(request) - 1;
  }

  /** The last takes the place of the one that leaves. */
  #withdraw(request: WaitingRequest): void {
    const { place } = request;
    request.place = 'gone';
    if (place === 'gone' || this.#requests[place] !== request) return;
    const last = this.#requests.pop();
    if (last && last !== request) {
      this.#requests[place] = last;
      last.place = place;
    }
    this.#restIfEmpty();
  }

  #restIfEmpty(): void {
    if (this.#requests.length > 0) return;
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }
}
