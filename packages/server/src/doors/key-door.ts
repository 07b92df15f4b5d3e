import type { KeyTrial, KeyVerdict } from '@ringcast/ingest';
import type { ServerKeys } from '../keys/server-keys.ts';
import { isSameKey } from '../keys/same-key.ts';
import type { AttemptLimit } from './attempt-limit.ts';

/** The one place where a key is judged, whichever way it came. */
export class KeyDoor {
  readonly #keys: Pick<ServerKeys, 'stream' | 'admin'>;
  readonly #attempts: AttemptLimit;

  constructor(keys: Pick<ServerKeys, 'stream' | 'admin'>, attempts: AttemptLimit) {
    this.#keys = keys;
    this.#attempts = attempts;
  }

  /** Judges a stream key. */
  readonly judgeStreamKey = ({ station, ...trial }: KeyTrial): KeyVerdict =>
    this.#judge(trial, () => this.#keys.stream.isStreamKey(station, trial.key));

  /** Judges an admin key. */
  readonly judgeAdminKey = (trial: Omit<KeyTrial, 'station'>): KeyVerdict =>
    this.#judge(trial, () => isSameKey(trial.key, this.#keys.admin));

  #judge({ key, address }: Omit<KeyTrial, 'station'>, isKey: () => boolean): KeyVerdict {
    const waitMs = this.#attempts.waitMs(address, key);
    if (waitMs > 0) return { kind: 'too-many-attempts', retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    const isRight = isKey();
    if (isRight) this.#attempts.noteRight(address, key);
    else this.#attempts.noteWrong(address, key);
    return { kind: isRight ? 'right' : 'wrong' };
  }
}
