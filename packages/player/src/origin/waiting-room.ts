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
}

/** How late a request that waited too long may learn of it. */
const SWEEP_INTERVAL_MS = 250;

/**
 * The requests of one station that wait for something to be published. They share one timer, which runs only
 * while there are any.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  /** In order of arrival. */
  readonly #requests = new Set<WaitingRequest>();
  #stopSweeping: (() => void) | undefined;
  #closedBy: PlayerError | undefined;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Requests that wait now. */
  get size(): number {
    return this.#requests.size;
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
    const request: WaitingRequest = { inquire, reply, sinceMs: clock.monotonicMs() };
    this.#requests.add(request);
    this.#stopSweeping ??= clock.every(SWEEP_INTERVAL_MS, () => this.#sweep());
    return () => this.#remove(request);
  }

  /** Replies to every request that can be answered now. */
  review(): void {
    for (const request of this.#requests) {
      const answer = this.#answerOf(request.inquire);
      if (answer) this.#dismiss(request, answer);
    }
  }

  /** Refuses everyone who waits, and whoever would have to wait later. */
  close(error: PlayerError): void {
    this.#closedBy ??= error;
    for (const request of this.#requests) this.#dismiss(request, { kind: 'refusal', error });
  }

  #turnAway(): Answer | undefined {
    if (this.#closedBy) return { kind: 'refusal', error: this.#closedBy };
    const { maxWaiting } = this.#options;
    if (this.#requests.size < maxWaiting) return undefined;
    const message = `${maxWaiting} requests wait already, which is the limit. Try again in a second.`;
    return { kind: 'refusal', error: new PlayerError('too-many-waiting', message) };
  }

  #sweep(): void {
    const { clock, maxWaitMs } = this.#options;
    const tooLongSinceMs = clock.monotonicMs() - maxWaitMs;
    for (const request of this.#requests) {
      if (request.sinceMs >= tooLongSinceMs) return;
      const message = `Nothing new was published for ${maxWaitMs / 1_000} s. Ask again.`;
      this.#dismiss(request, { kind: 'refusal', error: new PlayerError('blocked-too-long', message) });
    }
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
    this.#remove(request);
    try {
      request.reply(answer);
    } catch (err) {
      this.#options.logger.error({ err }, 'a reply failed');
    }
  }

  #remove(request: WaitingRequest): void {
    if (!this.#requests.delete(request) || this.#requests.size > 0) return;
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
  }
}
