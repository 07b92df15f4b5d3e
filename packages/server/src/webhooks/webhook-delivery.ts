import type { Logger } from '@ringcast/segmenter';
import pRetry from 'p-retry';
import { headersOf, type WebhookMessage } from './webhook-message.ts';

/** Where messages go, and with what patience. */
export interface WebhookDeliveryOptions {
  readonly url: string;
  readonly secret: string;
  readonly logger: Logger;
  /** Pause after the first failure, in ms; it doubles from try to try, give or take, up to 5 min. Default 1,000. */
  readonly firstPauseMs?: number;
  /** Called when a message was delivered or given up. */
  readonly onSettled?: (outcome: 'delivered' | 'given-up' | 'dropped') => void;
}

/** About an hour and a half. */
const RETRIES = 24;
const LONGEST_PAUSE_MS = 300_000;
const ANSWER_WITHIN_MS = 10_000;
/** A receiver that is away for long gets the last of what happened. */
const MAX_WAITING = 100;

/** Delivers messages to one receiver, one after the other in their order, each until it is taken. */
export class WebhookDelivery {
  readonly #options: WebhookDeliveryOptions;
  /** Those behind the one that is being delivered. */
  readonly #waiting: WebhookMessage[] = [];
  readonly #closing = new AbortController();
  #work: Promise<void> | undefined;

  constructor(options: WebhookDeliveryOptions) {
    this.#options = options;
  }

  /** Takes a message; where 100 wait already, the oldest is dropped. */
  send(message: WebhookMessage): void {
    if (this.#closing.signal.aborted) return;
    this.#waiting.push(message);
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift();
      this.#settle('dropped', 'a webhook was dropped: too many wait for their receiver');
    }
    this.#work ??= this.#run();
  }

  /** Gives what waits one more try each, as long as that takes no longer than the signal allows. */
  async close(limit: AbortSignal): Promise<void> {
    this.#closing.abort();
    await this.#work;
    for (const message of this.#waiting.splice(0)) {
      await this.#post(message, limit).then(
        () => this.#settle('delivered'),
        () => this.#settle('given-up', 'a webhook was given up: the server goes down'),
      );
    }
  }

  async #run(): Promise<void> {
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) {
      if (await this.#deliver(message)) continue;
      this.#waiting.unshift(message);
      break;
    }
    this.#work = undefined;
  }

  /** Whether it was delivered or given up; not where this is closed meanwhile. */
  async #deliver(message: WebhookMessage): Promise<boolean> {
    const { firstPauseMs = 1_000, logger, url } = this.#options;
    const { signal } = this.#closing;
    try {
      await pRetry(() => this.#post(message, signal), {
        retries: RETRIES,
        minTimeout: firstPauseMs,
        maxTimeout: LONGEST_PAUSE_MS,
        randomize: true,
        signal,
        onFailedAttempt: ({ error, attemptNumber }) => {
          const fields = { receiver: new URL(url).host, attempt: attemptNumber, error: error.message };
          logger.warn(fields, 'a webhook was not taken; it is tried again');
        },
      });
      this.#settle('delivered');
      return true;
    } catch {
      if (signal.aborted) return false;
      this.#settle('given-up', 'a webhook was given up: its receiver did not take it for too long');
      return true;
    }
  }

  async #post(message: WebhookMessage, signal: AbortSignal): Promise<void> {
    const { url, secret } = this.#options;
    const response = await fetch(url, {
      method: 'POST',
      headers: headersOf(message, secret, Date.now()),
      body: message.body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    }).catch((cause: unknown) => {
      // fetch hides why in the cause of its TypeError, which the retries would take for a fault of this program.
      throw new Error(reasonOf(cause), { cause });
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}, and 200 to 299 is expected`);
  }

  #settle(outcome: 'delivered' | 'given-up' | 'dropped', warning?: string): void {
    if (warning !== undefined)
      this.#options.logger.error({ receiver: new URL(this.#options.url).host }, warning);
    this.#options.onSettled?.(outcome);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
