import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { networkOf } from './client-network.ts';

/** How many wrong keys there may be. */
export interface AttemptLimitOptions {
  /** Different wrong keys from one address until it must wait. */
  readonly maxWrongKeys: number;
  /** From the first of them until they are forgotten, in ms. */
  readonly windowMs: number;
  /** A monotonic time in ms. */
  readonly nowMs: () => number;
}

const MAX_ADDRESSES = 20_000;
const MAX_RIGHT_KEYS = 2_000;
const RIGHT_KEY_KEPT_MS = 7 * 86_400_000;

/**
 * Makes guessing keys slow: after some wrong ones an address must wait. The same wrong key again is no guess, so an
 * encoder with a misspelt key that tries for ever harms nobody. A key that was right from that address before goes on
 * to be tried at once, so that someone behind the same router cannot keep a broadcaster from coming back.
 */
export class AttemptLimit {
  readonly #maxWrongKeys: number;
  readonly #wrong: LRUCache<string, Set<string>>;
  readonly #right: LRUCache<string, true>;

  constructor({ maxWrongKeys, windowMs, nowMs }: AttemptLimitOptions) {
    this.#maxWrongKeys = maxWrongKeys;
    const clock = { perf: { now: nowMs }, ttlResolution: 0 };
    this.#wrong = new LRUCache({ max: MAX_ADDRESSES, ttl: windowMs, ...clock });
    this.#right = new LRUCache({ max: MAX_RIGHT_KEYS, ttl: RIGHT_KEY_KEPT_MS, ...clock });
  }

  /** How long an address must wait before it may try a key, in ms; 0 where it may now. */
  waitMs(address: string, key: string): number {
    const network = networkOf(address);
    const wrong = this.#wrong.get(network);
    if (!wrong || wrong.size < this.#maxWrongKeys) return 0;
    const digest = digestOf(key);
    if (wrong.has(digest) || this.#right.has(`${network} ${digest}`)) return 0;
    return Math.max(1, this.#wrong.getRemainingTTL(network));
  }

  /** Counts a wrong key, once. */
  noteWrong(address: string, key: string): void {
    const network = networkOf(address);
    const wrong = this.#wrong.get(network);
    if (!wrong) this.#wrong.set(network, new Set([digestOf(key)]));
    else if (wrong.size < this.#maxWrongKeys) wrong.add(digestOf(key));
  }

  /** Remembers that a key was right from an address. */
  noteRight(address: string, key: string): void {
    this.#right.set(`${networkOf(address)} ${digestOf(key)}`, true);
  }
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
