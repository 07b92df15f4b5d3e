import type { ListenerVerdict } from '@ringcast/player';
import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isSameKey } from './same-key.ts';

/** What tokens are signed and judged by. */
export interface ListenerTokensOptions {
  readonly secret: string;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

const TOKEN = /^(\d{1,12})\.([\w-]{43})$/;
/** Every listener shows its token several times a second. */
const MAX_KNOWN_TOKENS = 20_000;

/**
 * Signs and judges tokens by which listeners may hear a station until a certain time. A token is
 * `EXPIRY.SIGNATURE`: Unix seconds, and the HMAC-SHA-256 of `STATION.EXPIRY` as base64url, so that any program which
 * has the secret can make one.
 */
export class ListenerTokens {
  readonly #options: ListenerTokensOptions;
  /** When those that are signed well end, in Unix seconds. */
  readonly #known = new LRUCache<string, number>({ max: MAX_KNOWN_TOKENS });

  constructor(options: ListenerTokensOptions) {
    this.#options = options;
  }

  /** Makes a token for a station that ends at a time, in ms since the Unix epoch; to the second. */
  make(station: string, expiresAtMs: number): string {
    const expiry = String(Math.floor(expiresAtMs / 1_000));
    return `${expiry}.${this.#sign(station, expiry)}`;
  }

  /** Judges a token that someone brings for a station. */
  judge(station: string, token: string | undefined): ListenerVerdict {
    if (token === undefined) return { kind: 'token-needed' };
    const known = `${station} ${token}`;
    const expiresAtSeconds = this.#known.get(known) ?? this.#read(station, token);
    if (expiresAtSeconds === undefined) return { kind: 'token-wrong' };
    this.#known.set(known, expiresAtSeconds);
    const forMs = expiresAtSeconds * 1_000 - this.#options.now();
    return forMs > 0 ? { kind: 'admitted', forMs } : { kind: 'token-expired' };
  }

  #read(station: string, token: string): number | undefined {
    const [, expiry = '', signature = ''] = TOKEN.exec(token) ?? [];
    return isSameKey(signature, this.#sign(station, expiry)) ? Number(expiry) : undefined;
  }

  #sign(station: string, expiry: string): string {
    return createHmac('sha256', this.#options.secret).update(`${station}.${expiry}`).digest('base64url');
  }
}
